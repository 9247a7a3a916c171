/** What a measurement has to keep within. */
export interface Budget {
  readonly what: string
  readonly unit: string
  readonly atMost: number
}

/** A budget beside what was measured. */
export interface Verdict extends Budget {
  readonly measured: number
  readonly isKept: boolean
}

/** Says whether a budget is kept; what could not be measured keeps none. */
export function holdAgainst(budget: Budget, measured: number): Verdict {
  return { ...budget, measured, isKept: measured <= budget.atMost }
}

/** The verdicts among the results of a part that missed theirs. */
export function missedIn(result: unknown): readonly Verdict[] {
  const { verdicts = [] } = (result ?? {}) as { readonly verdicts?: readonly Verdict[] }
  return verdicts.filter(({ isKept }) => !isKept)
}

/** One line for people. */
export function sentenceOf({ what, unit, atMost, measured, isKept }: Verdict): string {
  return `${isKept ? 'kept' : 'MISSED'}: ${what}: ${measured.toFixed(1)} ${unit}, at most ${atMost} ${unit}`
}
