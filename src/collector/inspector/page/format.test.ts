import { describe, expect, it } from 'vitest'
import type { HitRecord } from '../record'
import { ago, clock, delayOf, duration, pathOf, searchable, summarise } from './format'

const at = new Date(2026, 10, 21, 9, 5, 7, 42).getTime()
const hit: HitRecord = {
  row: 1,
  receivedAt: at,
  via: '/api/v2/trackEvent',
  encoding: 'json',
  key: 'k',
  id: 'a',
  cuid: '0f21e1c1-93e7-4a07',
  kind: 'track',
  name: 'order_completed',
  email: null,
  accepted: true,
  ts: null,
  lane: null,
  seq: null,
  sent: null,
  body: { ma_url: 'https://shop.test/cart?step=2#pay' },
}

describe('a row', () => {
  it('says what, who and where', () => {
    expect(summarise(hit)).toEqual({
      kind: 'track',
      name: 'order_completed',
      who: 'visitor 0f21e1c1…',
      where: '/cart?step=2#pay',
      came: 'v2/trackEvent · json',
    })
  })

  it('names the contact where there is one, and nobody where nobody is known', () => {
    expect(summarise({ ...hit, email: 'ann@a.test' }).who).toBe('ann@a.test')
    expect(summarise({ ...hit, cuid: null }).who).toBe('')
  })

  it('gives the reason instead of the page where a hit was rejected', () => {
    const rejected = { ...hit, accepted: false, code: 'invalid_parameter', message: 'ts must be number', kind: null }
    expect(summarise(rejected)).toMatchObject({ where: 'ts must be number', kind: 'unknown' })
  })

  it('calls a link by its target where it has no name', () => {
    expect(summarise({ ...hit, kind: 'dropped', name: null, body: { properties: { overflow: 3, expired: 1 } } }).name).toBe('overflow: 3, expired: 1')
    const link = (href: string): HitRecord => ({ ...hit, kind: 'trackLink', name: null, body: { ...hit.body, href } })
    expect(summarise(link('https://a.test/b?c=1')).name).toBe('→ a.test/b?c=1')
    expect(summarise(link('https://shop.test/shirts')).name).toBe('→ /shirts')
    expect(summarise(link('#top')).name).toBe('→ #top')
  })
})

describe('the parts of a row', () => {
  it.each([
    ['https://a.test', '/'],
    ['/cart', '/cart'],
    ['', ''],
    [undefined, ''],
    [{ a: 1 }, ''],
  ])('shortens the address %j to %j', (address, path) => expect(pathOf(address)).toBe(path))

  it('tells how long a hit waited, where it can', () => {
    expect(delayOf({ ...hit, ts: 1000, sent: 1250 })).toBe('250 ms')
    expect(delayOf({ ...hit, ts: 1000, sent: 4500 })).toBe('3.5 s')
    expect(delayOf({ ...hit, ts: 1000, sent: 900 })).toBe('')
    expect(delayOf(hit)).toBe('')
  })

  it('tells the date of what did not come today', () => {
    expect(clock(at, at + 60_000)).toBe('09:05:07.042')
    expect(clock(at, at + 86_400_000)).toBe('11-21 09:05')
  })

  it('is found by anything that it holds, in any case', () => {
    expect(searchable({ ...hit, body: { event: { data: { items: [{ name: 'Striped Shirt' }] } } } })).toContain('striped shirt')
  })
})

describe('a length of time', () => {
  it.each([
    [40, '40 ms'],
    [119_000, '119 s'],
    [121_000, '2 min'],
    [7_200_000, '2 hours'],
    [172_800_000, '2 days'],
  ])('of %d ms is %s', (ms, words) => expect(duration(ms)).toBe(words))

  it('is told from now', () => {
    expect(ago(1000, 4000)).toBe('3 s ago')
    expect(ago(4000, 1000)).toBe('just now')
  })
})
