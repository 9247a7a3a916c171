import type { Sib } from '../config'
import type { Log } from '../log'
import { methodNames } from './methods'
import type { Method } from './methods'
import { handOn, isTracked } from './tracked-page'
import type { PageGlobals, StampedCall } from './tracked-page'
import { createWaiting } from './waiting'

/** What a bundle has in place of the tag. */
export interface Stub {
  /** Hands a call to whoever tracks on this page; it waits where nobody does yet, and is nothing where there is no page. */
  call(method: Method, args: readonly unknown[]): void
  /** Sets the page up as the tag would, and starts the tracker. Where somebody tracks already, that one stays. */
  init(options: Sib | undefined): void
}

/** What a stub is made of. */
export interface StubParts {
  /** The globals of the page; undefined where there is none: on a server, in a worker. */
  page(): PageGlobals | undefined
  nowMs(): number
  pageUrl(): string
  start(sib: Sib): void
  /** Tells the developer of a mistake in the set-up. */
  warn(message: string): void
  createLog(sib: Sib): Log
}

/** A stub that no call has gone through yet. */
export function createStub({ page, nowMs, pageUrl, start, warn, createLog }: StubParts): Stub {
  const waiting = createWaiting()

  const call: Stub['call'] = (method, args) => {
    const globals = page()
    if (!globals) return
    const stamped: StampedCall = { method, args, tsMs: nowMs(), url: pageUrl() }
    if (!isTracked(globals)) return waiting.add(stamped)
    // What waited for `init` when a tag came instead.
    waiting.release(globals)
    handOn(globals, stamped)
  }
  const methods = Object.fromEntries(methodNames.map((method) => [method, (...args: unknown[]) => call(method, args)]))

  const setUp = (globals: PageGlobals, sib: Sib): void => {
    if (!Array.isArray(sib.equeue)) sib.equeue = []
    globals.sib = sib
    globals.sendinblue = methods
  }

  return {
    call,
    init(options) {
      const globals = page()
      if (!globals) return
      const sib: Sib = { ...globals.sib, ...options }
      const key = sib.client_key
      if (isTracked(globals)) {
        waiting.release(globals)
        const tracked = globals.sib?.client_key
        if (key && tracked && key !== tracked) warn('init: this page is tracked already, with another client_key')
        return
      }
      if (!key) {
        createLog(sib)('no client_key')
        return
      }
      setUp(globals, Object.assign(globals.sib ?? {}, sib))
      waiting.release(globals)
      start(globals.sib as Sib)
    },
  }
}
