import { expect, test } from 'vitest'
import { holdAgainst, missedIn, sentenceOf } from './budget'

const budget = { what: 'p99', unit: 'ms', atMost: 100 }

test('a budget is kept up to its bound, and not by what could not be measured', () => {
  expect([99, 100, 100.1, NaN].map((measured) => holdAgainst(budget, measured).isKept)).toEqual([true, true, false, false])
})

test('what is missed is found in a result, and said', () => {
  const [kept, missed] = [holdAgainst(budget, 5), holdAgainst(budget, 250)]
  expect(missedIn({ verdicts: [kept, missed] })).toEqual([missed])
  expect(sentenceOf(missed)).toBe('MISSED: p99: 250.0 ms, at most 100 ms')
  expect(sentenceOf(kept)).toBe('kept: p99: 5.0 ms, at most 100 ms')
  for (const result of [undefined, 5, {}, { verdicts: [kept] }]) expect(missedIn(result)).toEqual([])
})
