import type { TestInfo } from '@playwright/test'
import type { TestCase, TestResult } from '@playwright/test/reporter'
import type { Mode } from './mode'
import type { Untold } from './verdict'

/** What the body of a row found out about itself. */
export interface RowFacts {
  readonly accepted?: number
  readonly received?: number
  readonly dropped?: Readonly<Record<string, number>>
  readonly duplicatesOnTheWire?: number
  /** Events that may be lost without a word, by what befell them. */
  readonly untold?: Readonly<Record<string, Untold>>
  /** What the receiver was troubled with before the fault ended; this is what rows have bounds for. */
  readonly attempts?: number
  /** All requests but preflights, to the very end. */
  readonly requests?: number
  /** What no test may leave behind, page errors above all, as it was when the row ended. */
  readonly findings?: readonly string[]
  /** What is wrong, in words. */
  readonly reason?: string
}

/** What one run of a row came to; one line of the report. */
export interface RowRecord extends RowFacts {
  readonly row: string
  readonly title: string
  readonly engine: string
  readonly mode: Mode
  /** Which repetition of the row this is, from 0. */
  readonly repeat: number
  readonly result: 'passed' | 'failed' | 'skipped'
  readonly durationMs: number
  /** What a part of it did not look at, and why. */
  readonly leftOut?: readonly string[]
}

/** What a reporter knows of a test that has ended, as far as a record needs it. */
export type EndedTest = Pick<TestCase, 'title' | 'repeatEachIndex'> & { readonly engine: string }

/** How it ended. */
export type Ended = Pick<TestResult, 'status' | 'duration' | 'annotations'> & { readonly errors: readonly { readonly message?: string | undefined }[] }

const annotation = 'row'
const leftOutAnnotation = 'left out'

/** Leaves the facts where the reporter finds them: only that one hears what comes to light after the row. */
export function leaveFacts(testInfo: Pick<TestInfo, 'annotations'>, facts: RowFacts): void {
  testInfo.annotations.push({ type: annotation, description: JSON.stringify(facts) })
}

/** Says that the row goes on without a part of what it does elsewhere, and why: the report lists that beside what was not run. */
export function leaveOut(testInfo: Pick<TestInfo, 'annotations'>, reason: string): void {
  testInfo.annotations.push({ type: leftOutAnnotation, description: reason })
}

/**
 * The line of a test that has ended, its fixtures included: what is found only as they are taken down fails the row like
 * all else. Undefined for a test that is no row.
 */
export function recordOf({ title, engine, repeatEachIndex }: EndedTest, { status, duration, annotations, errors }: Ended): RowRecord | undefined {
  const [, row = '', mode, what = ''] = /^(F\d+) (collector|direct): (.*)$/s.exec(title) ?? []
  if (mode === undefined) return undefined
  const described = (type: string): string | undefined => annotations.find((each) => each.type === type)?.description
  const { reason: ownReason, ...facts } = JSON.parse(described(annotation) ?? '{}') as RowFacts
  const leftOut = annotations.flatMap(({ type, description }) => (type === leftOutAnnotation ? (description ?? []) : []))
  const result = status === 'passed' || status === 'skipped' ? status : 'failed'
  const told = result === 'skipped' ? described('skip') : result === 'failed' ? reasonOf(facts, ownReason, errors) : undefined
  return {
    row,
    title: what,
    engine,
    mode: mode as Mode,
    repeat: repeatEachIndex,
    result,
    ...facts,
    ...(told !== undefined && { reason: told }),
    ...(leftOut.length > 0 && { leftOut }),
    durationMs: duration,
  }
}

function reasonOf({ findings = [] }: RowFacts, ownReason: string | undefined, errors: Ended['errors']): string {
  const reasons = [ownReason ?? [], findings].flat()
  return (reasons.length > 0 ? reasons : errors.map(({ message = '' }) => message)).map(plain).join('; ') || 'ended without a word'
}

/** A message without its colours, on one line, as a table has it. */
function plain(message: string): string {
  return message.replace(/\u001b\[[\d;]*m/g, '').replace(/\s+/g, ' ').trim()
}
