import { appendFileSync, mkdirSync } from 'node:fs'
import type { Mode } from './mode'

/** What one run of a row came to; one line of the report. */
export interface RowRecord {
  readonly row: string
  readonly title: string
  readonly engine: string
  readonly mode: Mode
  /** Which repetition of the row this is, from 0. */
  readonly repeat: number
  readonly result: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped, or what is wrong. */
  readonly reason?: string
  readonly accepted?: number
  readonly received?: number
  readonly dropped?: Readonly<Record<string, number>>
  readonly duplicatesOnTheWire?: number
  readonly attempts?: number
  readonly pageErrors?: number
  readonly durationMs?: number
}

const folder = new URL('../../test-results/', import.meta.url)

/** Appends the line. */
export function report(record: RowRecord): void {
  mkdirSync(folder, { recursive: true })
  appendFileSync(new URL('faults.jsonl', folder), `${JSON.stringify(record)}\n`)
}
