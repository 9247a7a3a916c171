import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimiterRes } from 'rate-limiter-flexible'

/** Counts a request of somebody; answers after how many seconds to come back where it is one too many. */
export type Rate = (who: string) => Promise<number | undefined>

/** Requests are counted over this time, so that a burst of what a page has stored may pass. */
export const windowSeconds = 10

/** Creates a limit of requests a second for each of many; an infinite one counts nothing. */
export function createRate(perSecond: number): Rate {
  if (!Number.isFinite(perSecond)) return () => Promise.resolve(undefined)
  const limiter = new RateLimiterMemory({ points: perSecond * windowSeconds, duration: windowSeconds })
  return (who) =>
    limiter.consume(who).then(
      () => undefined,
      (exceeded: unknown) => secondsLeft(exceeded as RateLimiterRes, windowSeconds),
    )
}

/** Whole seconds until a window ends: it does so by a timer, however far a clock that was set back says it is. */
export function secondsLeft({ msBeforeNext }: Pick<RateLimiterRes, 'msBeforeNext'>, wholeSeconds: number): number {
  return Math.min(wholeSeconds, Math.ceil(msBeforeNext / 1000))
}
