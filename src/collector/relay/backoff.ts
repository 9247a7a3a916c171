/** How long to leave an upstream alone that fails, in ms. */
export interface Backoff {
  /** After a failure: twice as long each time, and at least as long as asked for. */
  readonly fail: (atLeastMs: number) => number
  /** After an answer that shows it well. */
  readonly clear: () => void
}

const firstMs = 1000
const longestMs = 5 * 60_000

/** No pause is longer, whoever asks for it. */
const longestAskedMs = 60 * 60_000

/** Creates one; jitter keeps collectors that one outage stopped from coming back in one wave. */
export function createBackoff(random: () => number = Math.random): Backoff {
  let fails = 0
  return {
    fail(atLeastMs) {
      const ownMs = (Math.min(longestMs, firstMs * 2 ** fails) * (1 + random())) / 2
      fails++
      return Math.ceil(Math.max(ownMs, Math.min(atLeastMs, longestAskedMs)))
    },
    clear: () => void (fails = 0),
  }
}
