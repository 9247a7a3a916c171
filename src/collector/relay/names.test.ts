import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../contract/event'
import { growthOf } from '../test-growth'
import { renameKeys, toApiName } from './names'

describe('a name for v3/events', () => {
  it.each([
    ['order_completed', 'order_completed'],
    ['Add to cart', 'Add_to_cart'],
    ['Téléchargement-Modèle', 'Telechargement-Modele'],
    ['50 %', '50__'],
    ['購物', 'u8cfcu7269'],
    ['🛒', 'u1f6d2'],
    ['', '_'],
    ['x'.repeat(300), 'x'.repeat(255)],
  ])('of %j is %j', (name, expected) => {
    expect(toApiName(name)).toBe(expected)
  })

  it('is within the alphabet and the length, whatever it is made of', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      expect(toApiName(name)).toMatch(/^[A-Za-z0-9_-]{1,255}$/)
    }))
  })
})

describe('keys for v3/events', () => {
  it('are renamed at every depth, and null is left out', () => {
    const value = { 'my total': 1, none: null, items: [{ 'is new': true }, null, 'é'], deep: { 'a.b': { c: 'ü' } } }
    expect(renameKeys(value)).toEqual({ my_total: 1, items: [{ is_new: true }, 'é'], deep: { a_b: { c: 'ü' } } })
  })

  it('never take the place of another', () => {
    expect(renameKeys({ 'a b': 1, 'a.b': 2, a_b: 3, a_b_2: 4 })).toEqual({ a_b: 3, a_b_2: 4, a_b_3: 1, a_b_4: 2 })
  })

  it('keep their numbers within the length', () => {
    const long = 'x'.repeat(255)
    const [first, second] = [{ [long]: 1, [`${long}y`]: 2 }, { [`${long}y`]: 2, [`${long}z`]: 3 }].map((object) => Object.keys(renameKeys(object)))
    expect(first).toEqual([long, `${'x'.repeat(248)}_2`])
    expect(second).toEqual([long, `${'x'.repeat(248)}_2`])
  })

  // Sixteen characters that all become `_`, four of them in each key; or a long beginning that all have in common.
  const signs = ' !"#$%&\'()*+,./:'
  const alike = (number: number): string => [12, 8, 4, 0].map((bit) => signs.charAt((number >> bit) & 15)).join('')
  it.each([
    ['all become one', alike],
    ['all begin as one', (number: number): string => `${'x'.repeat(251)}${(number >> 1).toString(16).padStart(4, '0')}${' '.repeat(number % 2)}`],
  ])('take no longer to be told apart by their number where %s', (_which, nameOf) => {
    const keys = Object.fromEntries(Array.from({ length: 16_000 }, (_, number) => [nameOf(number), 1]))
    const entries = Object.entries(keys)
    expect(growthOf((count) => renameKeys(Object.fromEntries(entries.slice(0, count))), entries.length)).toBeLessThan(3)
  })

  it('lose no value, whatever they are called', () => {
    fc.assert(fc.property(fc.dictionary(fc.string({ maxLength: 3 }), fc.nat()), (object) => {
      const renamed = Object.entries(renameKeys(object as Record<string, Json>))
      expect(renamed.map(([, value]) => value).sort()).toEqual(Object.values(object).sort())
      for (const [name] of renamed) expect(name).toMatch(/^[A-Za-z0-9_-]{1,255}$/)
    }))
  })
})
