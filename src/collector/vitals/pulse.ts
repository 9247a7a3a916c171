/** What is counted second by second. */
export interface Beat {
  readonly requests: number
  readonly hits: number
  readonly rejected: number
}

/** Counts of the last minute. */
export interface Pulse {
  readonly count: (part: Partial<Beat>) => void
  /** One beat a second, oldest first; the last one is the second under way. */
  readonly lastMinute: () => readonly Beat[]
}

const seconds = 60
const none: Beat = { requests: 0, hits: 0, rejected: 0 }

/** Creates a pulse that has counted nothing yet. */
export function createPulse(now: () => number = Date.now): Pulse {
  const beats = new Map<number, Beat>()
  const secondNow = (): number => Math.floor(now() / 1000)
  return {
    count({ requests = 0, hits = 0, rejected = 0 }) {
      const second = secondNow()
      const before = beats.get(second) ?? none
      beats.set(second, { requests: before.requests + requests, hits: before.hits + hits, rejected: before.rejected + rejected })
      if (beats.size > seconds) for (const old of beats.keys()) if (old <= second - seconds) beats.delete(old)
    },
    lastMinute() {
      const last = secondNow()
      return Array.from({ length: seconds }, (_, index) => beats.get(last - seconds + 1 + index) ?? none)
    },
  }
}
