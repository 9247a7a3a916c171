import { maxQueuedCalls } from '../../contract/limits'
import type { Sib } from '../config'
import { isStub } from '../takeover'
import type { Globals } from '../takeover'
import type { Method } from './methods'

/** The globals by which a tag can be told, of whatever generation (CONTRACT.md 1). */
export interface PageGlobals extends Globals {
  Brevo?: unknown
}

/** A call with the time and the URL at which it was made. */
export interface StampedCall {
  readonly method: Method
  readonly args: readonly unknown[]
  readonly tsMs: number
  readonly url: string
}

type Callable = (...args: unknown[]) => void

/** Whether a tag, a script or an earlier `init` is there. An element with the id `sendinblue` is none of them. */
export function isTracked({ sendinblue, Brevo }: PageGlobals): boolean {
  return isStub(sendinblue as Sib | undefined) || Array.isArray(Brevo)
}

/**
 * Does with a call what the stub of the tag does: the live method if it is there, or else the queue. Generations without
 * `window.sib` have an array with methods, one function for all of them, or `Brevo.push`.
 */
export function handOn({ sib, sendinblue, Brevo }: PageGlobals, call: StampedCall): void {
  const { method, args } = call
  const live = sib?.[method]
  if (typeof live === 'function') (live as Callable)(...args)
  else if (Array.isArray(sib?.equeue)) enqueue(sib, call)
  else if (typeof sendinblue === 'function') (sendinblue as Callable)(method, ...args)
  else if (sendinblue) (sendinblue as Partial<Record<Method, Callable>>)[method]?.(...args)
  else if (Array.isArray(Brevo)) Brevo.push([method, ...args])
}

/** The queue holds as many as with the tag; what finds no room is counted. */
function enqueue(sib: Sib, { method, args, tsMs: t, url: u }: StampedCall): void {
  const queue = sib.equeue as unknown[]
  if (queue.length < maxQueuedCalls) queue.push({ t, u, [method]: args })
  else countDropped(sib, 1)
}

/** Counts calls that found no room, where the tracker looks when it starts. */
export function countDropped(sib: Sib, count: number): void {
  sib.dropped = Number(sib.dropped ?? 0) + count
}
