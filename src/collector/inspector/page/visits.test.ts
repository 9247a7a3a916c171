import { describe, expect, it } from 'vitest'
import { testHit } from './test-hit'
import { timeOf, visitsOf } from './visits'

const minute = 60_000
const at = (minutes: number, body: Record<string, string> = {}): ReturnType<typeof testHit> =>
  testHit({ row: minutes + 1, receivedAt: minutes * minute, ts: null, sent: null, body })

describe('visitsOf', () => {
  it('begins a new visit after half an hour without anything, the newest first', () => {
    const visits = visitsOf([at(91), at(30), at(0), at(60)])
    expect(visits.map(({ hits }) => hits.map(({ row }) => row - 1))).toEqual([[91], [0, 30, 60]])
    expect(visits[1]).toMatchObject({ startAt: 0, endAt: 60 * minute })
  })

  it('keeps visitors of one person apart, and begins a new visit with another campaign', () => {
    const other = { ...at(1), cuid: 'another browser' }
    const visits = visitsOf([at(0), other, at(2, { ma_url: 'https://shop.test/#/sale?utm_source=news' }), at(3)])
    expect(visits.map(({ hits, campaign }) => [hits.map(({ row }) => row - 1), campaign])).toEqual([
      [[2, 3], 'source news'],
      [[1], ''],
      [[0], ''],
    ])
  })

  it('says where a visit began and by which campaign', () => {
    const landing = 'https://shop.test/?utm_source=news&utm_campaign=spring&x=1'
    const [visit] = visitsOf([at(0), at(1, { ma_url: landing, ma_referrer: 'https://mail.test/' }), at(2, { ma_url: 'https://shop.test/b' })])
    expect(visit).toMatchObject({ landing, referrer: 'https://mail.test/', campaign: 'source news, campaign spring' })
  })

  it('knows nothing of the start where no hit does', () => {
    expect(visitsOf([at(0, { ma_url: 'no address' })])[0]).toMatchObject({ landing: 'no address', referrer: '', campaign: '' })
    expect(visitsOf([])).toEqual([])
  })
})

describe('timeOf', () => {
  it('takes the time of the call by the collector’s clock, whatever the visitor’s says', () => {
    expect(timeOf(testHit({ receivedAt: 5_000_000, ts: 70_000, sent: 100_000 }))).toBe(4_970_000)
    expect(timeOf(testHit({ receivedAt: 5_000_000, ts: 100_000, sent: 70_000 }))).toBe(5_000_000)
    expect(timeOf(testHit({ receivedAt: 5_000_000, ts: null }))).toBe(5_000_000)
  })
})
