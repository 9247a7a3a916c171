import { expect, test } from 'vitest'
import { summarise } from './summary'

test('percentiles are measurements that were made, whatever their order', () => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect(summarise(values)).toEqual({ count: 100, median: 50, mean: 50.5, p90: 90, p99: 99, max: 100, first: 100 })
})

test('one measurement is all of them', () => {
  expect(summarise([7])).toEqual({ count: 1, median: 7, mean: 7, p90: 7, p99: 7, max: 7, first: 7 })
})
