/** Keeps to a rate: requests of one kind are spread evenly, so no window of any length sees more than its share. */
export interface Pace {
  /** How long to wait before the next request, in ms; 0 where it may go now. */
  readonly waitMs: (nowMs: number) => number
  /** Takes note of a request. */
  readonly take: (nowMs: number) => void
  /** No request before so many ms have passed, as the receiver wishes. */
  readonly hold: (nowMs: number, ms: number) => void
}

/** Requests arrive closer together than they were sent now and then; a twentieth keeps their count within the limit all the same. */
const margin = 1.05

/** No wish to wait is taken longer than this: a wrong header must not stop the relay for days. */
const longestHoldMs = 60 * 60_000

/** Creates the pace of so many requests in so many ms. */
export function createPace(requests: number, perMs: number): Pace {
  const gapMs = (perMs / requests) * margin
  /** The longest wait that was asked for, and since when it lasts. */
  let longest = { sinceMs: 0, ms: 0 }

  const leftMs = (nowMs: number): number => {
    // The clock was set back: the wait begins anew, or it would last until the clock is where it was.
    if (nowMs < longest.sinceMs) longest = { ...longest, sinceMs: nowMs }
    return longest.sinceMs + longest.ms - nowMs
  }
  const ask = (nowMs: number, ms: number): void => {
    if (ms > leftMs(nowMs)) longest = { sinceMs: nowMs, ms }
  }

  return {
    waitMs: (nowMs) => Math.max(0, Math.ceil(leftMs(nowMs))),
    take: (nowMs) => ask(nowMs, gapMs),
    hold: (nowMs, ms) => ask(nowMs, Math.min(ms, longestHoldMs)),
  }
}
