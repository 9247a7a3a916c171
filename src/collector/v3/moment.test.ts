import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseMoment, parseStretch } from './moment'

// A machine whose own time is not UTC tells the two apart.
const { TZ } = process.env
beforeEach(() => void (process.env.TZ = 'America/New_York'))
afterEach(() => {
  if (TZ === undefined) delete process.env.TZ
  else process.env.TZ = TZ
})

describe('parseMoment', () => {
  it.each([
    ['2024-02-06T20:59:23.383Z', '2024-02-06T20:59:23.383Z'],
    ['2024-02-06t20:59:23z', '2024-02-06T20:59:23.000Z'],
    ['2024-02-06 20:59:23Z', '2024-02-06T20:59:23.000Z'],
    ['2024-02-06T20:59:23', '2024-02-06T20:59:23.000Z'],
    ['2024-02-06T20:59:23.123456', '2024-02-06T20:59:23.123Z'],
    ['2024-02-06T20:59:23+01:00', '2024-02-06T19:59:23.000Z'],
    ['2024-02-06T20:59:23-0530', '2024-02-07T02:29:23.000Z'],
    ['2024-02-06T20:59:23+01', '2024-02-06T19:59:23.000Z'],
    ['2024-02-06T20:59Z', '2024-02-06T20:59:00.000Z'],
    ['2024-02-06T20:59', '2024-02-06T20:59:00.000Z'],
    ['2024-02-06 20:59+01', '2024-02-06T19:59:00.000Z'],
  ])('reads %s as %s', (text, expected) => expect(new Date(parseMoment(text) ?? NaN).toISOString()).toBe(expected))
})

describe('parseStretch', () => {
  it('has a day last for 24 hours of UTC, and a moment for one millisecond', () => {
    const startMs = Date.UTC(2024, 1, 6)
    expect(parseStretch('2024-02-06')).toEqual({ startMs, endMs: startMs + 86_400_000 })
    expect(parseStretch('2024-02-06T00:00Z')).toEqual({ startMs, endMs: startMs + 1 })
    expect(parseStretch('2024-02-06T00:00:00Z')).toEqual({ startMs, endMs: startMs + 1 })
  })

  it.each(['', 'today', '2024-02-30', '2024-2-6', '2024-02', '2024-02-06T', '2024-02-06T20', '2024-02-06T20:', '2024-02-06T24:59Z', '2024-02-06T20:59:', '2024-02-06T25:00:00Z', '2024-02-06T23:59:60Z'])(
    'makes nothing of %j',
    (text) => expect(parseStretch(text)).toBeUndefined(),
  )
})
