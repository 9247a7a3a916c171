import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimiterRes } from 'rate-limiter-flexible'
import { secondsLeft } from '../guard/rate'

/** So many requests in so many seconds. */
export interface Window {
  readonly requests: number
  readonly seconds: number
}

/** Where a caller stands after a request, in the window that is nearest to its end. */
export interface Standing {
  readonly limit: number
  readonly remaining: number
  /** Whole seconds until the window ends, at least one. */
  readonly resetSeconds: number
  readonly isExceeded: boolean
}

/** Counts a request; undefined where nothing is limited. */
export type CountRequest = () => Promise<Standing | undefined>

/**
 * Limits requests by several windows at once, such as ten a second and 36,000 an hour (CONTRACT.md 6.5). What one window
 * turns away is not counted by those after it: shortest first, a client that hurries does not use up its hour.
 */
export function createRates(windows: readonly Window[]): CountRequest {
  const limited = windows.filter(({ requests }) => Number.isFinite(requests))
  const limiters = limited.map(({ requests, seconds }) => new RateLimiterMemory({ points: requests, duration: seconds }))
  return async () => {
    let nearest: Standing | undefined
    for (const limiter of limiters) {
      const standing = await count(limiter)
      if (standing.isExceeded) return standing
      if (!nearest || standing.remaining < nearest.remaining) nearest = standing
    }
    return nearest
  }
}

/** All callers count as one: a limit is the account's, not a key's. */
const account = 'account'

function count(limiter: RateLimiterMemory): Promise<Standing> {
  const standing = (result: RateLimiterRes, isExceeded: boolean): Standing => ({
    limit: limiter.points,
    remaining: Math.max(0, result.remainingPoints),
    resetSeconds: Math.max(1, secondsLeft(result, limiter.duration)),
    isExceeded,
  })
  return limiter.consume(account).then(
    (result) => standing(result, false),
    (result: unknown) => standing(result as RateLimiterRes, true),
  )
}
