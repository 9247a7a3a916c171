import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setParameter } from './link'

describe('a parameter that is set', () => {
  it.each([
    ['https://a.test', 'https://a.test?t=1'],
    ['https://a.test/?', 'https://a.test/?t=1'],
    ['https://a.test/#top', 'https://a.test/?t=1#top'],
    ['https://a.test/#/route?a=1', 'https://a.test/?t=1#/route?a=1'],
    ['https://a.test/?next=%2Fa%20b&flag&id={{contact.ID}}&s=a~b#f', 'https://a.test/?next=%2Fa%20b&flag&id={{contact.ID}}&s=a~b&t=1#f'],
    ['HTTPS://A.test/ä b?q=ß+é&&x=?', 'HTTPS://A.test/ä b?q=ß+é&&x=?&t=1'],
  ])('leaves the rest of a link as it is: %s', (link, expected) => {
    expect(setParameter(link, 't', '1')).toBe(expected)
  })

  it.each([
    ['https://a.test/?t=0', 'https://a.test/?t=1'],
    ['https://a.test/?a=%20&t=0&b&t#f', 'https://a.test/?a=%20&t=1&b#f'],
    ['https://a.test/?%74=0&tt=2', 'https://a.test/?t=1&tt=2'],
    ['https://a.test/??t=0', 'https://a.test/??t=0&t=1'],
  ])('takes the place of an older one: %s', (link, expected) => {
    expect(setParameter(link, 't', '1')).toBe(expected)
  })

  it('does not enclose what stands around a link, or breaks it in two', () => {
    expect(setParameter('\0 \n https://a.test/?a=\r\n1 \t', 't', '1')).toBe('https://a.test/?a=1&t=1')
  })

  it('is what a URL object would set, whatever the link', () => {
    const piece = fc.string({ unit: fc.constantFrom(...'at=&?#%4/+ \n~{ä'.split('')), maxLength: 12 })
    fc.assert(
      fc.property(piece, fc.string(), (rest, value) => {
        const link = `https://a.test/${rest}`
        const expected = new URL(link)
        expected.searchParams.set('t', value)
        const actual = new URL(setParameter(link, 't', value))
        expect([...actual.searchParams]).toEqual([...expected.searchParams])
        expect([actual.origin, actual.pathname, actual.hash]).toEqual([expected.origin, expected.pathname, expected.hash])
      }),
    )
  })
})
