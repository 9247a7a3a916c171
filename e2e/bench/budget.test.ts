import { expect, test } from 'vitest'
import { holdAgainst, missedIn, sentenceOf } from './budget'

const budget = { what: 'p99', unit: 'ms', atMost: 100 }

test('a budget is kept up to its bound, and not by what could not be measured', () => {
  expect([99, 100, 100.1, NaN].map((measured) => holdAgainst(budget, measured).isKept)).toEqual([true, true, false, false])
})

test('a floor is kept from its bound up, and not by what could not be measured', () => {
  const floor = { what: 'hits a second', unit: 'hits/s', atLeast: 100 }
  expect([99.9, 100, 101, NaN].map((measured) => holdAgainst(floor, measured).isKept)).toEqual([false, true, true, false])
  expect(sentenceOf(holdAgainst(floor, 99))).toBe('MISSED: hits a second: 99.0 hits/s, at least 100 hits/s')
})

test('what is missed is found in a result, and said', () => {
  const [kept, missed] = [holdAgainst(budget, 5), holdAgainst(budget, 250)]
  expect(missedIn({ verdicts: [kept, missed] })).toEqual([missed])
  expect(sentenceOf(missed)).toBe('MISSED: p99: 250.0 ms, at most 100 ms')
  expect(sentenceOf(kept)).toBe('kept: p99: 5.00 ms, at most 100 ms')
  for (const result of [undefined, 5, {}, { verdicts: [kept] }]) expect(missedIn(result)).toEqual([])
})
