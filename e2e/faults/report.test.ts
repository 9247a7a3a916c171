import { expect, test } from 'vitest'
import { leaveFacts, leaveOut, recordOf, type Ended, type RowFacts } from './report'

const row = { title: 'F12 collector: answers 500', repeatEachIndex: 2, engine: 'firefox' }
const facts: RowFacts = { accepted: 4, received: 4, dropped: {}, duplicatesOnTheWire: 0, attempts: 1, requests: 3, findings: [] }

function endedWith(left: RowFacts, ended: Partial<Ended> = {}): Ended {
  const annotations: Ended['annotations'] = []
  leaveFacts({ annotations }, left)
  return { status: 'passed', duration: 1200, errors: [], annotations, ...ended }
}

test('a record has the row by its title, and the facts', () => {
  expect(recordOf(row, endedWith(facts))).toEqual({
    row: 'F12', title: 'answers 500', engine: 'firefox', mode: 'collector', repeat: 2, result: 'passed', durationMs: 1200, ...facts,
  })
})

test('what fixtures find as they are taken down turns the record to failed', () => {
  const errors = [{ message: 'what no test may leave behind\n\n\u001b[31merror: TypeError\u001b[39m' }]
  expect(recordOf(row, endedWith(facts, { status: 'failed', errors }))).toMatchObject({
    result: 'failed', reason: 'what no test may leave behind error: TypeError', accepted: 4,
  })
})

test('page errors that were there as the row ended are the reason, after its own', () => {
  const left = { ...facts, reason: '\u001b[31mlost:\u001b[39m\nF12-1', findings: ['error: TypeError', 'contacted a.example:443'] }
  expect(recordOf(row, endedWith(left, { status: 'failed', errors: [{ message: 'long' }] }))).toMatchObject({
    reason: 'lost: F12-1; error: TypeError; contacted a.example:443', findings: left.findings,
  })
})

test('a row that never began is failed, and one that ran out of time as well', () => {
  const annotations: Ended['annotations'] = []
  expect(recordOf(row, { status: 'failed', duration: 1, errors: [{ message: 'no browser' }], annotations })).toMatchObject({ result: 'failed', reason: 'no browser' })
  expect(recordOf(row, { status: 'timedOut', duration: 1, errors: [], annotations })).toMatchObject({ result: 'failed', reason: 'ended without a word' })
})

test('a row that is skipped says why', () => {
  const annotations = [{ type: 'skip', description: 'cannot freeze a page' }]
  expect(recordOf(row, { status: 'skipped', duration: 0, errors: [], annotations })).toMatchObject({ result: 'skipped', reason: 'cannot freeze a page' })
})

test('a row that left something out says what and why', () => {
  const ended = endedWith(facts)
  leaveOut(ended, 'the REST calls have no place for a time')
  expect(recordOf(row, ended)).toMatchObject({ result: 'passed', leftOut: ['the REST calls have no place for a time'] })
})

test('a test that is no row has no record', () => {
  expect(recordOf({ ...row, title: 'keeps its profile over a quit and a kill' }, endedWith(facts))).toBeUndefined()
})
