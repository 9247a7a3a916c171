import { maxQueuedCalls } from '../../contract/limits'
import { copyArguments } from './copy'
import { countDropped, handOn } from './tracked-page'
import type { PageGlobals, StampedCall } from './tracked-page'

/** Calls that were made before anybody tracked on the page. */
export interface Waiting {
  /** Copies what the call says now. */
  add(call: StampedCall): void
  /** Hands them on, in their order. */
  release(globals: PageGlobals): void
}

/** Nothing waits yet; as many may as with the tag. */
export function createWaiting(): Waiting {
  let calls: StampedCall[] = []
  let dropped = 0
  return {
    add(call) {
      if (calls.length < maxQueuedCalls) calls.push({ ...call, args: copyArguments(call.method, call.args) })
      else dropped++
    },
    release(globals) {
      const released = calls
      calls = []
      for (const call of released) handOn(globals, call)
      // Generations without `window.sib` have nowhere to count.
      if (dropped && globals.sib) countDropped(globals.sib, dropped)
      dropped = 0
    },
  }
}
