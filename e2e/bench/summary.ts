/** What many measurements of one thing come to, in the unit of the measurements. */
export type Summary = {
  readonly count: number
  readonly median: number
  readonly mean: number
  readonly p90: number
  readonly p99: number
  readonly max: number
  /** The first measurement: it pays for what is set up once. */
  readonly first: number
}

/** Summarises measurements given in the order in which they were taken; percentiles by nearest rank. */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
  return {
    count: values.length,
    median: rank(0.5),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p90: rank(0.9),
    p99: rank(0.99),
    max: rank(1),
    first: values[0] ?? NaN,
  }
}
