/** Counts requests of pages that nothing gets through for (P4). */
export interface Rate {
  /** A request starts; `who` is a page life. */
  start(who: string, nowMs: number): void
  /** The way is clear again, or what was known of it is gone: whoever counted begins anew. */
  clear(): void
  /** Most requests that one page life started within a minute, nothing having cleared the way. */
  most(): number
}

const windowMs = 60_000

/** Nothing was started. */
export function createRate(): Rate {
  let starts = new Map<string, number[]>()
  let most = 0

  return {
    start(who, nowMs) {
      const recent = [...(starts.get(who) ?? []), nowMs].filter((startedMs) => startedMs > nowMs - windowMs)
      starts.set(who, recent)
      most = Math.max(most, recent.length)
    },
    clear() {
      starts = new Map()
    },
    most: () => most,
  }
}
