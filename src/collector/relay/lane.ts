import { isAbort, isRestError } from '../../rest/errors'
import { judgeFailure } from './outcome'
import { createPace } from './pace'
import type { Pace } from './pace'
import type { Verdict } from './upstream'

/** Requests of one kind, which have a rate limit of their own. */
export interface Lane extends Pick<Pace, 'waitMs' | 'hold'> {
  /** Makes a request; whatever its error means becomes a verdict. An abort is thrown: it says nothing of the receiver. */
  readonly attempt: (call: () => Promise<Verdict>) => Promise<Verdict>
}

/** Creates the lane of so many requests in so many ms. */
export function createLane(requests: number, perMs: number): Lane {
  const pace = createPace(requests, perMs)
  return {
    waitMs: pace.waitMs,
    hold: pace.hold,
    async attempt(call) {
      pace.take(Date.now())
      try {
        return await call()
      } catch (error) {
        if (!isRestError(error) || isAbort(error)) throw error
        const failure = judgeFailure(error)
        if (failure.type === 'held') pace.hold(Date.now(), failure.afterMs)
        return failure
      }
    },
  }
}
