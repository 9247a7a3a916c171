/** Time and chance, as far as policies need them; a test brings its own. */
export interface Clock {
  /** Milliseconds since the epoch, by the visitor's clock, which may be wrong and may jump. */
  now(): number
  /** Calls back once, after at least so many milliseconds; returns the undo. */
  after(delayMs: number, callback: () => void): () => void
  /** From 0 up to, not including, 1. */
  random(): number
}

/** The browser's clock. */
export const browserClock: Clock = {
  // `Date.now` may be missing where a page has put a `Date` of its own.
  now: () => Number(new Date()),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
