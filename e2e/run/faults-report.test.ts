import { expect, test } from 'vitest'
import type { RowRecord } from '../faults/report'
import { tables } from './faults-report.mjs'

const run = (facts: Partial<RowRecord>): RowRecord => ({
  ...{ row: 'F1', title: 'a fault', engine: 'firefox', mode: 'collector', repeat: 0, result: 'passed', durationMs: 1 },
  ...facts,
})
const lines = (...records: readonly RowRecord[]): readonly string[] => tables(records).split('\n')

test('a cell has the sums of its runs, and an engine those of its rows', () => {
  const one = run({ accepted: 5, received: 3, dropped: { expired: 1 }, duplicatesOnTheWire: 2, requests: 4, attempts: 2 })
  const other = run({ repeat: 1, accepted: 1, received: 1, requests: 1, attempts: 3 })
  expect(lines(one, other)).toContain('| F1 | a fault |  |  | 6 → 4 −1 ×2, 5 (3) |  |  |  |')
  expect(lines(one, other)).toContain('| firefox | 2 | 0 | 0 | 6 | 4 | 1 | 1 | 2 | 5 | 0 |')
})

test('page errors are counted, in the cell and for the engine', () => {
  const record = run({ result: 'failed', reason: 'boom', accepted: 1, received: 1, findings: ['a page error', 'another'] })
  expect(lines(record)).toContain('| F1 | a fault |  |  | **1 of 1 failed**, 1 → 1, 0 (0), 2 page errors |  |  |  |')
  expect(lines(record)).toContain('| firefox | 0 | 1 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 2 |')
  expect(lines(record)).toContain('- F1 a fault, firefox, collector: boom')
})

test('rows stand in the order of their numbers, and what was not run is named with its reason, once', () => {
  const skipped = run({ row: 'F10', mode: 'direct', engine: 'webkit', result: 'skipped', reason: 'no such thing' })
  const found = lines(skipped, { ...skipped, repeat: 1 }, run({ row: 'F9' }))
  expect(found.filter((line) => /^\| F\d/.test(line)).map((line) => line.slice(2, 5))).toEqual(['F9 ', 'F10'])
  expect(found.filter((line) => line.startsWith('- F10'))).toEqual(['- F10, webkit, direct: no such thing'])
})
