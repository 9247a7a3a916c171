import { describe, expect, it } from 'vitest'
import type { CollectedHit } from '../sink'
import { mentionsToken, takeToken, withoutTokens } from './carried'

const hit = (fields: Partial<CollectedHit>): CollectedHit => ({ id: 'id', sib_type: 'page', ...fields })

describe('a token', () => {
  it.each([
    ['https://shop.test/?sib_clid=T', 'https://shop.test/'],
    ['https://shop.test/?sib_clid=T#top', 'https://shop.test/#top'],
    ['https://shop.test/a?b=x%20y&sib_clid=T', 'https://shop.test/a?b=x%20y'],
    ['https://shop.test/a?sib_clid=T&b=x+y', 'https://shop.test/a?b=x+y'],
    ['https://shop.test/a?b=1&sib_clid=T&c=2#d', 'https://shop.test/a?b=1&c=2#d'],
    ['https://shop.test/#/cart?sib_clid=T&b=1', 'https://shop.test/#/cart?b=1'],
    ['https://shop.test/?sib_clid=T&sib_clid=U', 'https://shop.test/'],
    ['/?%zz&sib_clid=T', '/?%zz'],
  ])('is taken off %s, and nothing else', (ma_url, expected) => {
    expect(mentionsToken(hit({ ma_url }))).toBe(true)
    expect(takeToken(hit({ ma_url }))).toEqual({ hit: hit({ ma_url: expected }), token: 'T' })
  })

  it('is read out of its escapes, and as it is where they are wrong', () => {
    expect(takeToken(hit({ ma_url: '/?sib_clid=a%3D%3D' })).token).toBe('a==')
    expect(takeToken(hit({ ma_url: '/?sib_clid=a%zz' })).token).toBe('a%zz')
  })

  it('comes in a field of its name, which goes before the address', () => {
    const fields = { sib_clid: 'F', ma_url: 'https://shop.test/?sib_clid=T' }
    expect(takeToken(hit(fields))).toEqual({ hit: hit({ ma_url: 'https://shop.test/' }), token: 'F' })
  })

  it('of the page before is taken off, but says nothing', () => {
    const fields = { ma_url: 'https://shop.test/a', ma_referrer: 'https://shop.test/?sib_clid=T' }
    expect(takeToken(hit(fields))).toEqual({ hit: hit({ ...fields, ma_referrer: 'https://shop.test/' }) })
  })

  it('is taken out of properties and event data, but says nothing there', () => {
    const fields = (token: string): Partial<CollectedHit> => ({
      properties: { url: `https://shop.test/?a=1${token}`, seen: [`a${token} b`, 1, null, true] },
      event: { data: { items: [{ url: `/${token}` }] } },
      href: `/?a=1${token}#b`,
    })
    const properties = { ...fields('').properties, sib_clid: ['T'] }
    expect(takeToken(hit({ ...fields('&sib_clid=T'), properties: { ...fields('&sib_clid=T').properties, sib_clid: ['T'] } }))).toEqual({ hit: hit(fields('')) })
    expect(mentionsToken(hit({ properties }))).toBe(true)
  })

  it.each([
    ['"sib_clid":"T_-1=="', '"sib_clid":""'],
    ['{"a":"{\\"sib_clid\\": \\"T\\"}', '{"a":"{\\"sib_clid\\": \\"\\"}'],
    ['{"ma_url":"https://shop.test/?sib_clid=T","a":"b', '{"ma_url":"https://shop.test/","a":"b'],
    ['{"ma_url":"https://shop.test/?a\\u0026sib_clid=T","a":"b', '{"ma_url":"https://shop.test/?a\\u0026sib_clid=","a":"b'],
    ['sib_clid=T&key=k', 'sib_clid=&key=k'],
    ['url=https%3A%2F%2Fshop.test%2F%3Fsib_clid%3DT%253D%26b&key=k', 'url=https%3A%2F%2Fshop.test%2F%3Fsib_clid%3D%26b&key=k'],
    ['what sib_clid is for', 'what sib_clid is for'],
  ])('is taken out of text that was not read: %s', (received, expected) => {
    expect(withoutTokens({ received })).toEqual({ received: expected })
  })

  it.each(['\\', ' ', '25', '?sib_clid=', '&sib_clid=', '"sib_clid":"'])('is looked for in no time where there are many of %j', (part) => {
    const before = performance.now()
    withoutTokens({ received: `?sib_clid"${part.repeat(200_000)}` })
    expect(performance.now() - before).toBeLessThan(500)
  })

  it.each([[{}], [{ ma_url: 'https://shop.test/?contact=T' }], [{ ma_url: 'https://shop.test/?my_sib_clid=T' }]])('is not in %j', (fields) => {
    expect(takeToken(hit(fields))).toEqual({ hit: hit(fields) })
  })
})
