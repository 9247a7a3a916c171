import { describe, expect, it } from 'vitest'
import { judge } from './outcome'
import type { Outcome } from './outcome'
import { startMs } from './testing/clock'
import { acknowledged, acknowledgedBut } from './testing/transport'
import type { Reply } from './transport'

const toVendor = (reply: Reply): Outcome => judge(reply, () => false, () => startMs)
const toCollector = (reply: Reply): Outcome => judge(reply, () => true, () => startMs)
const again = (afterMs: number): Outcome => ({ afterMs })
const date = (ms: number): string => new Date(ms).toUTCString()

describe('judge', () => {
  it.each([200, 201, 202, 204, 299])('takes %i from the vendor for delivered, whatever the body', (status) => {
    for (const answer of [undefined, null, {}, { message: 'text' }]) {
      expect(toVendor({ status, answer })).toEqual({ rejected: [] })
    }
  })

  it('takes the mark from an own collector for delivered', () => {
    expect(toCollector(acknowledged)).toEqual({ rejected: [] })
  })

  it('names the hits that an own collector refused', () => {
    const rejection = { id: 'a', code: 'missing_parameter', message: 'no name' } as const
    expect(toCollector(acknowledgedBut(rejection))).toEqual({ rejected: [rejection] })
  })

  it.each([[undefined], [null], [{}], [{ message: 'Please log in' }]])('takes 200 with %j from an own collector for a captive portal', (answer) => {
    expect(toCollector({ status: 200, answer })).toEqual(again(0))
    expect(toCollector({ status: 204, answer })).toEqual(again(0))
  })

  it.each([400, 415, 422])('takes %i for a refusal of what was sent', (status) => {
    const refusal = { error: { code: 'invalid_parameter', message: 'email is missing' } }
    expect(toVendor({ status, answer: { code: 'missing_parameter', message: 'email is missing' } })).toEqual(refusal)
    expect(toCollector({ status, answer: { code: 'missing_parameter', message: 'email is missing' } })).toEqual(refusal)
  })

  it('takes 413 for too much', () => {
    expect(toVendor({ status: 413 })).toEqual({ error: { code: 'too_large', message: 'status 413' } })
  })

  it.each([[undefined], [null], [{}]])('names the status of a refusal that says %j', (answer) => {
    expect(toCollector({ status: 400, answer })).toMatchObject({ error: { message: 'status 400' } })
  })

  it.each([300, 301, 302, 304, 307, 401, 402, 403, 404, 405, 406, 409, 410, 418, 451, 499])('takes %i for a set-up to ask about every ten minutes', (status) => {
    expect(toVendor({ status })).toEqual(again(600_000))
    expect(toCollector({ status })).toEqual(again(600_000))
  })

  it.each([0, 100, 199, 408, 425, 500, 501, 502, 503, 504, 507, 511, 599])('takes %i for a failure that passes', (status) => {
    expect(toVendor({ status })).toEqual(again(0))
    expect(toCollector({ status })).toEqual(again(0))
  })

  it('is not fooled by a mark beside an error', () => {
    expect(toCollector({ status: 503, answer: { sib: 1, rejected: [] } })).toEqual(again(0))
  })
})

describe('Retry-After', () => {
  const asked = (retryAfter: string | null, status = 503): number => (toVendor({ status, retryAfter }) as { afterMs: number }).afterMs

  it('is seconds', () => {
    expect(asked('7')).toBe(7000)
    expect(asked(' 120 ')).toBe(120_000)
  })

  it('is a date', () => {
    expect(asked(date(startMs + 90_000))).toBe(90_000)
  })

  it.each([[null], [''], ['soon'], ['0'], ['-5'], [date(startMs - 90_000)], ['10, 20']])('says nothing with %j', (header) => {
    expect(asked(header)).toBe(0)
    expect(asked(header, 429)).toBe(60_000)
    expect(asked(header, 401)).toBe(600_000)
  })

  it('goes before what would be waited without it', () => {
    expect(asked('7', 429)).toBe(7000)
    expect(asked('7', 401)).toBe(7000)
    expect(asked('7', 0)).toBe(7000)
  })

  it('lets 429 without it wait a minute', () => {
    expect(toVendor({ status: 429 })).toEqual(again(60_000))
  })

  it('counts with a captive portal too', () => {
    expect(toCollector({ status: 200, retryAfter: '30' })).toEqual(again(30_000))
  })
})
