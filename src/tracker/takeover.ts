import type { Sib } from './config'
import { methodNames } from './tracker'
import type { Method, Tracker } from './tracker'

/** The two globals of the page (DESIGN.md 3). */
export interface Globals {
  sib?: Sib
  sendinblue?: unknown
}

type QueueEntry = { readonly t?: number; readonly u?: string } & Partial<Record<Method, ArrayLike<unknown>>>

/**
 * Installs the live methods, then replays the calls that wait, in their order. The methods go on `window.sib`: every
 * published stub looks there at each call, without `this`, and so references to stubs that were taken early work too
 * (CONTRACT.md 0.1, 0.2). Entries are `{method: args}`; ours also say when (`t`) and where (`u`).
 * Returns whether a stub was there; without one `window.sendinblue` is made.
 */
export function takeOver(globals: Globals, sib: Sib, call: Tracker): boolean {
  const hasStub = !!globals.sendinblue
  const stub = (globals.sendinblue ??= {}) as Sib
  for (const method of methodNames) {
    sib[method] = (...args: unknown[]) => call(method, args)
    if (!hasStub) stub[method] = sib[method]
  }
  const queue = (Array.isArray(sib.equeue) ? sib.equeue.splice(0) : []) as (QueueEntry | null)[]
  for (const entry of queue) {
    for (const method of methodNames) {
      const args = entry?.[method]
      if (args) call(method, Array.from(args), entry.t, entry.u)
    }
  }
  return hasStub
}
