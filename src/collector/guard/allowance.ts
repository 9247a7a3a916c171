/** Whether once more is still within what is allowed. */
export type Allowance = () => boolean

/** How often something may be done: so many times at once, then so many an hour. */
export interface AllowanceSize {
  readonly atOnce: number
  readonly perHour: number
}

const hourMs = 60 * 60_000

/** Creates an allowance that nothing has been taken from yet. */
export function createAllowance({ atOnce, perHour }: AllowanceSize, now: () => number = Date.now): Allowance {
  let left = atOnce
  let countedAt = now()
  return () => {
    const time = now()
    // A clock that is set back takes nothing away.
    left = Math.min(atOnce, left + (Math.max(0, time - countedAt) * perHour) / hourMs)
    countedAt = time
    if (left < 1) return false
    left--
    return true
  }
}
