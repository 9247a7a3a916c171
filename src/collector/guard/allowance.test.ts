import { expect, it } from 'vitest'
import { createAllowance } from './allowance'

it('allows so many at once, then so many an hour, and never saves up more than the first', () => {
  let now = 1000
  const allowance = createAllowance({ atOnce: 3, perHour: 2 }, () => now)
  const allowed = (): number => Array.from({ length: 9 }, allowance).filter(Boolean).length
  expect(allowed()).toBe(3)
  now += 29 * 60_000
  expect(allowed()).toBe(0)
  now += 31 * 60_000
  expect(allowed()).toBe(2)
  now += 100 * 60 * 60_000
  expect(allowed()).toBe(3)
  now -= 10 * 60 * 60_000
  expect(allowed()).toBe(0)
  now += 30 * 60_000
  expect(allowed()).toBe(1)
})
