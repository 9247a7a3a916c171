import { describe, expect, it } from 'vitest'
import { createPace } from './pace'

const hourMs = 60 * 60_000

/** When requests go that go as soon as they may, for so long. */
function greedy(requests: number, perMs: number, forMs: number): number[] {
  const pace = createPace(requests, perMs)
  const times: number[] = []
  for (let nowMs = 0; nowMs <= forMs; nowMs += pace.waitMs(nowMs)) {
    expect(pace.waitMs(nowMs)).toBe(0)
    pace.take(nowMs)
    times.push(nowMs)
  }
  return times
}

const mostIn = (times: readonly number[], windowMs: number): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at <= from + windowMs).length))

describe('a pace', () => {
  it('lets at most so many requests into any window, wherever it begins', () => {
    expect(mostIn(greedy(10, 1000, 60_000), 1000)).toBe(10)
    expect(mostIn(greedy(100, hourMs, 3 * hourMs), hourMs)).toBeLessThanOrEqual(100)
  })

  it('wastes little of what is allowed', () => {
    expect(greedy(10, 1000, 60_000).length).toBeGreaterThan(560)
    expect(greedy(100, hourMs, 3 * hourMs).length).toBeGreaterThan(280)
  })

  it('keeps 10 a second within 36,000 an hour', () => {
    expect(greedy(10, 1000, hourMs).length).toBeLessThanOrEqual(36_000)
  })

  it('waits when it is asked to, an hour at most, and forgets no longer wait for a shorter one', () => {
    const pace = createPace(10, 1000)
    pace.hold(0, 5000)
    pace.hold(0, 1000)
    expect(pace.waitMs(2000)).toBe(3000)
    pace.hold(0, 100 * hourMs)
    expect(pace.waitMs(0)).toBe(hourMs)
  })

  it('waits no longer where the clock is set back', () => {
    const pace = createPace(10, 1000)
    pace.take(1000 * hourMs)
    expect(pace.waitMs(900 * hourMs)).toBe(105)
    expect(pace.waitMs(900 * hourMs + 105)).toBe(0)
    pace.hold(900 * hourMs, 5000)
    expect(pace.waitMs(0)).toBe(5000)
    expect(pace.waitMs(5000)).toBe(0)
  })
})
