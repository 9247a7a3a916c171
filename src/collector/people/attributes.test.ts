import { describe, expect, it } from 'vitest'
import { createAttributeReader } from './attributes'

const read = createAttributeReader(['Plan', 'age', 'VIP'])
const changes = (properties: Parameters<typeof read>[0]): Record<string, unknown> =>
  Object.fromEntries(read(properties).map(({ name, value }) => [name, value]))

describe('what properties say about attributes', () => {
  it.each([
    ['a standard attribute', { FIRSTNAME: 'Ann' }, { FIRSTNAME: 'Ann' }],
    ['any way of writing its name', { firstname: 'Ann', LastName: 'B' }, { FIRSTNAME: 'Ann', LASTNAME: 'B' }],
    ['attributes that were added, of every kind', { PLAN: 'pro', AGE: 0, vip: false }, { PLAN: 'pro', AGE: 0, VIP: false }],
    ['an empty text, which empties it', { FIRSTNAME: '' }, { FIRSTNAME: null }],
    ['null, which says nothing', { FIRSTNAME: null }, {}],
    ['nested values, which no attribute can have', { FIRSTNAME: ['a'], LASTNAME: { a: 1 } }, {}],
    ['properties that correspond to no attribute', { COLOUR: 'red', email: 'ann@a.test' }, {}],
    ['the last of several ways of writing one name', { firstname: 'a', FIRSTNAME: 'b' }, { FIRSTNAME: 'b' }],
  ])('%s', (_what, properties, expected) => expect(changes(properties)).toEqual(expected))
})
