/** What a measurement has to keep within. */
export type Budget = { readonly what: string; readonly unit: string } & ({ readonly atMost: number } | { readonly atLeast: number })

/** A budget beside what was measured. */
export type Verdict = Budget & { readonly measured: number; readonly isKept: boolean }

/** Says whether a budget is kept; what could not be measured keeps none. */
export function holdAgainst(budget: Budget, measured: number): Verdict {
  return { ...budget, measured, isKept: 'atMost' in budget ? measured <= budget.atMost : measured >= budget.atLeast }
}

/** The verdicts among the results of a part that missed theirs. */
export function missedIn(result: unknown): readonly Verdict[] {
  const { verdicts = [] } = (result ?? {}) as { readonly verdicts?: readonly Verdict[] }
  return verdicts.filter(({ isKept }) => !isKept)
}

/** One line for people. */
export function sentenceOf(verdict: Verdict): string {
  const { what, unit, measured, isKept } = verdict
  const bound = 'atMost' in verdict ? `at most ${verdict.atMost}` : `at least ${verdict.atLeast}`
  return `${isKept ? 'kept' : 'MISSED'}: ${what}: ${measured.toFixed(measured < 10 ? 2 : 1)} ${unit}, ${bound} ${unit}`
}
