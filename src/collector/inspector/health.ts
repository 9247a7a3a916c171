/** The collector's state, as the inspector shows it. */
export interface HealthReport {
  /** Start of the process, in ms since the epoch. */
  readonly startedAt: number
  /** Why nothing should be sent to the collector now; null where all is well. */
  readonly problem: string | null
  /** Counts for each of the last sixty seconds, oldest first. */
  readonly lastMinute: readonly { readonly requests: number; readonly hits: number; readonly rejected: number }[]
  /** Time until a request is on disk. */
  readonly writeMs: { readonly p50: number; readonly p99: number }
  /** How many answers were given since the start, by status. */
  readonly answers: Readonly<Record<string, number>>
  /** How late the process gets to its work. */
  readonly loopDelayMs: { readonly mean: number; readonly p99: number }
  readonly memoryBytes: { readonly rss: number; readonly heapUsed: number }
}

/** The limits in force by their flags; null where one is lifted. */
export type Limits = Readonly<Record<string, number | null>>
