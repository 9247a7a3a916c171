import type { DropCounts } from '../contract/envelope'

/** Counts of lost events by reason, until a collector has heard of them. */
export interface Drops {
  count(reason: string, events: number): void
  /** The counts since the last report, which this is now. */
  report(): DropCounts
  /** Takes back a report that did not arrive. */
  restore(report: DropCounts | undefined): void
}

/** Counts that start at nothing. */
export function createDrops(): Drops {
  let counts: Record<string, number> = {}

  const count = (reason: string, events: number): void => {
    counts[reason] = (counts[reason] ?? 0) + events
  }
  return {
    count,
    report() {
      const report = counts
      counts = {}
      return report
    },
    restore: (report = {}) => Object.entries(report).forEach((entry) => count(...entry)),
  }
}
