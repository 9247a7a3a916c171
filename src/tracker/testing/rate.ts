/** Counts requests of pages that nothing gets through for (P4), and knows for how long a receiver wants none (P5). */
export interface Rate {
  /** A request starts; `who` is a page life. */
  start(who: string, nowMs: number): void
  /** The way is clear again: whoever counted begins anew. What was asked for stays. */
  clear(): void
  /** What was known of the way is gone, or has lost its meaning. */
  forget(): void
  /** A page heard that nothing is wanted until then. */
  ask(untilMs: number): void
  /** Whether that is so now. */
  isAsked(nowMs: number): boolean
  /** Most requests that one page life started within a minute, nothing having cleared the way. */
  most(): number
}

const windowMs = 60_000

/** Nothing was started. */
export function createRate(): Rate {
  let starts = new Map<string, number[]>()
  let most = 0
  let askedUntilMs = 0

  return {
    start(who, nowMs) {
      const recent = [...(starts.get(who) ?? []), nowMs].filter((startedMs) => startedMs > nowMs - windowMs)
      starts.set(who, recent)
      most = Math.max(most, recent.length)
    },
    clear() {
      starts = new Map()
    },
    forget() {
      starts = new Map()
      askedUntilMs = 0
    },
    ask(untilMs) {
      askedUntilMs = Math.max(askedUntilMs, untilMs)
    },
    isAsked: (nowMs) => nowMs < askedUntilMs,
    most: () => most,
  }
}
