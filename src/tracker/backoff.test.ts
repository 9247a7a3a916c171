import { beforeEach, describe, expect, it } from 'vitest'
import { createBackoff } from './backoff'
import type { Backoff } from './backoff'
import { createTestClock, startMs } from './testing/clock'
import type { TestClock } from './testing/clock'
import { createTestStorage } from './testing/storage'
import type { TestStorage } from './testing/storage'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const most = 0.999

let clock: TestClock
let storage: TestStorage
let backoff: Backoff

/** The pause after so many failures in a row. */
function pauseAfter(fails: number, random: number, atLeastMs = 0): number {
  const fresh = createBackoff(createTestStorage(), clock)
  clock.setRandom(random)
  for (let n = 0; n < fails; n++) failAgain(fresh, atLeastMs)
  return fresh.remainingMs()
}

/** Fails once the pause is over. */
function failAgain(failing: Backoff, atLeastMs = 0): void {
  waitFor(failing)
  failing.fail(atLeastMs)
}

function waitFor(paused: Backoff): void {
  clock.set(clock.now() + paused.remainingMs())
}

beforeEach(() => {
  clock = createTestClock()
  storage = createTestStorage()
  backoff = createBackoff(storage, clock)
})

describe('backoff', () => {
  it('does not pause before anything failed', () => {
    expect(backoff.remainingMs()).toBe(0)
  })

  it('grows twofold up to five minutes, with half of it left to chance', () => {
    const longest = [2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1000)
    longest.forEach((ms, n) => {
      expect(pauseAfter(n + 1, 0)).toBe(ms / 2)
      expect(pauseAfter(n + 1, most)).toBeCloseTo(ms * 0.9995, 0)
    })
  })

  it('stays at five minutes, however long it lasts', () => {
    expect(pauseAfter(5000, 0)).toBe(2.5 * minuteMs)
    expect(pauseAfter(5000, most)).toBeCloseTo(5 * minuteMs * 0.9995, 0)
  })

  it('waits at least as long as asked, and up to a quarter longer', () => {
    expect(pauseAfter(1, 0, 7000)).toBe(7000)
    expect(pauseAfter(1, 0.5, 7000)).toBe(7875)
  })

  it('waits its own time where less is asked', () => {
    expect(pauseAfter(5, 0, 1000)).toBe(16_000)
  })

  it('waits no more than an hour, whoever asks', () => {
    expect(pauseAfter(1, 0, 24 * hourMs)).toBe(hourMs)
    expect(pauseAfter(1, 0.5, Infinity)).toBe(1.125 * hourMs)
  })

  it('keeps the pause where all pages of the origin look for it', () => {
    backoff.fail(0)
    expect([...storage.entries.keys()]).toEqual(['sajs.p'])
  })

  it('ends when its time has passed', async () => {
    backoff.fail(10_000)
    const pauseMs = backoff.remainingMs()
    await clock.advance(pauseMs - 1)
    expect(backoff.remainingMs()).toBe(1)
    await clock.advance(1)
    expect(backoff.remainingMs()).toBe(0)
  })

  it('is shared by all pages of the origin, and outlives them', () => {
    backoff.fail(10_000)
    const next = createBackoff(storage, clock)
    expect(next.remainingMs()).toBe(backoff.remainingMs())
    failAgain(next)
    failAgain(next)
    clock.setRandom(0)
    failAgain(backoff)
    expect(backoff.remainingMs()).toBe(8000)
  })

  it('counts requests that fail side by side as one, and keeps the longest pause', () => {
    clock.setRandom(0)
    for (let n = 0; n < 20; n++) backoff.fail(0)
    expect(backoff.remainingMs()).toBe(1000)
    backoff.fail(7000)
    backoff.fail(0)
    expect(backoff.remainingMs()).toBe(7000)
  })

  it('begins anew after an answer that shows the receiver well', () => {
    backoff.fail(10_000)
    waitFor(backoff)
    backoff.clear()
    expect(backoff.fails()).toBe(0)
    expect(storage.entries.size).toBe(0)
    clock.setRandom(0)
    backoff.fail(0)
    expect(backoff.remainingMs()).toBe(1000)
  })

  it('lets the next page begin anew too', () => {
    backoff.fail(10_000)
    waitFor(backoff)
    createBackoff(storage, clock).clear()
    expect(createBackoff(storage, clock).fails()).toBe(0)
  })

  it('begins anew in every page that is open', () => {
    backoff.fail(10_000)
    waitFor(backoff)
    createBackoff(storage, clock).clear()
    expect(backoff.fails()).toBe(0)
  })

  it('goes on with a pause though an answer comes that shows the receiver well: its request is older', () => {
    backoff.fail(10_000)
    createBackoff(storage, clock).clear()
    backoff.clear()
    expect(backoff.remainingMs()).toBeGreaterThanOrEqual(10_000)
  })

  it('works in memory where storage refuses', () => {
    storage.setWritable(false)
    clock.setRandom(0)
    backoff.fail(0)
    failAgain(backoff)
    expect(backoff.remainingMs()).toBe(2000)
    waitFor(backoff)
    backoff.clear()
    expect(backoff.fails()).toBe(0)
  })

  it('obeys what another page has written since storage refused', () => {
    clock.setRandom(0)
    storage.setWritable(false)
    backoff.fail(0)
    storage.setWritable(true)
    createBackoff(storage, clock).fail(7000)
    expect(backoff.remainingMs()).toBe(7000)
  })

  it('ignores a pause that a wrong clock set far ahead', () => {
    clock.set(startMs + 48 * hourMs)
    backoff.fail(0)
    clock.set(startMs)
    expect(backoff.remainingMs()).toBe(0)
  })

  it('obeys a pause that is as long as there can be', () => {
    clock.setRandom(most)
    backoff.fail(Infinity)
    expect(backoff.remainingMs()).toBeGreaterThan(hourMs)
  })

  it('ignores a pause that is longer than any can be', () => {
    storage.entries.set('sajs.p', `${startMs + 1.25 * hourMs},1`)
    expect(backoff.remainingMs()).toBe(0)
    storage.entries.set('sajs.p', `${startMs + 1.25 * hourMs - 1},1`)
    expect(backoff.remainingMs()).toBe(1.25 * hourMs - 1)
  })

  it('ignores a pause that is over by a clock that was set forward', () => {
    backoff.fail(0)
    clock.set(startMs + 48 * hourMs)
    expect(backoff.remainingMs()).toBe(0)
  })

  it.each(['', 'x', ',', 'null', '{}', 'NaN,NaN'])('does not pause for %j in storage', (text) => {
    storage.entries.set('sajs.p', text)
    expect(backoff.remainingMs()).toBe(0)
  })

  it.each(['', 'x', 'null', '{}', ',', 'x,y', 'NaN,NaN'])('counts from the start where %j stands in storage', (text) => {
    storage.entries.set('sajs.p', text)
    clock.setRandom(0)
    backoff.fail(0)
    expect(backoff.remainingMs()).toBe(1000)
  })

  it('keeps pausing where storage takes no more', async () => {
    backoff.fail(0)
    storage.setWritable(false)
    await clock.advance(minuteMs)
    backoff.fail(0)
    expect(backoff.remainingMs()).toBeGreaterThan(0)
  })
})
