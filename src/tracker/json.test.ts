import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { stringify } from './json'
import { longestMs, runs } from './testing/seeds'

const polluted = [Array.prototype, Object.prototype, Date.prototype, BigInt.prototype] as { toJSON?: unknown }[]
const originals = polluted.map((prototype) => Object.getOwnPropertyDescriptor(prototype, 'toJSON'))

/** What an old library does to a built-in. */
function pollute(prototype: object, toJSON: (this: unknown) => unknown): void {
  Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true, writable: true, enumerable: true })
}

/** An element as a page sees it: what it is stands on its prototype. */
const createNode = (): Record<string, unknown> => Object.create({ nodeType: 1 }) as Record<string, unknown>

afterEach(() => {
  polluted.forEach((prototype, n) => {
    delete prototype.toJSON
    const original = originals[n]
    if (original) Object.defineProperty(prototype, 'toJSON', original)
  })
})

describe('stringify', () => {
  it('gives the text of JSON.stringify for everything that JSON can say', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => stringify(value) === JSON.stringify(value)), runs(100))
  }, longestMs)

  it('gives the text of JSON.stringify for what JSON has to turn into something else', () => {
    const anything = fc.anything({ withDate: true, withNullPrototype: true, withBoxedValues: true, withSparseArray: true, withMap: true })
    fc.assert(fc.property(anything, (value) => stringify({ value }) === JSON.stringify({ value })), runs(100))
  }, longestMs)

  it.each([
    ['a date', new Date(Date.UTC(2026, 0, 2)), '"2026-01-02T00:00:00.000Z"'],
    ['an invalid date', new Date(NaN), 'null'],
    ['what is no number', [NaN, Infinity, -Infinity, -0], '[null,null,null,0]'],
    ['what has no text in a list', [undefined, () => 1, Symbol('s')], '[null,null,null]'],
    ['what has no text in an object', { a: undefined, b: () => 1, c: Symbol('s'), [Symbol('k')]: 1, d: 1 }, '{"d":1}'],
    ['a sparse list', new Array(2), '[null,null]'],
    ['boxed values', [Object('a'), Object(1), Object(false)], '["a",1,false]'],
    ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    ['a lone surrogate', '\ud800', '"\\ud800"'],
  ])('takes %s as JSON does', (_what, value, text) => {
    expect(stringify(value)).toBe(text)
  })

  it('honours toJSON wherever it stands, and what that returns', () => {
    class Money {
      constructor(readonly cents: number) {}
      toJSON(key: string): unknown {
        return { key, amount: this.cents / 100, at: new Date(0), by: { toJSON: () => 'nested' } }
      }
    }
    expect(JSON.parse(stringify({ total: [new Money(150)] }))).toEqual({
      total: [{ key: '0', amount: 1.5, at: '1970-01-01T00:00:00.000Z', by: 'nested' }],
    })
  })

  it('writes the digits of a big integer', () => {
    expect(stringify({ a: 12345678901234567890n, b: [1n] })).toBe('{"a":"12345678901234567890","b":["1"]}')
  })

  it('writes the same digits where a polyfill gives big integers a toJSON', () => {
    pollute(BigInt.prototype, function () {
      return String(this)
    })
    expect(stringify([5n])).toBe('["5"]')
  })

  it('leaves DOM nodes out', () => {
    expect(stringify({ target: createNode(), list: [createNode()], nodeType: 0, x: 1 })).toBe('{"list":[null],"nodeType":0,"x":1}')
  })

  it('leaves a DOM node out even where it leads back to itself, as frameworks make them', () => {
    const node: Record<string, unknown> = createNode()
    node.__fiber = { stateNode: node }
    expect(stringify({ target: node, x: 1n })).toBe('{"x":"1"}')
  })

  it('throws where the value is circular', () => {
    const value: Record<string, unknown> = {}
    value.inner = [value]
    expect(() => stringify(value)).toThrow(TypeError)
  })

  it('hands on what a getter throws', () => {
    const value = {
      get broken(): never {
        throw new RangeError('getter')
      },
    }
    expect(() => stringify(value)).toThrow('getter')
  })

  const ordinary = { list: [1, [2], { a: [] }], text: 'x', when: new Date(0), empty: {}, none: null }
  const text = JSON.stringify(ordinary)

  it('gives the same text where Array.prototype has a toJSON', () => {
    pollute(Array.prototype, () => 'spoilt')
    expect(stringify(ordinary)).toBe(text)
  })

  it('gives the same text where Object.prototype has a toJSON', () => {
    pollute(Object.prototype, () => 'spoilt')
    expect(stringify(ordinary)).toBe(text)
  })

  it('gives the same text where both have one', () => {
    pollute(Array.prototype, () => 'spoilt')
    pollute(Object.prototype, () => 'spoilt too')
    expect(stringify(ordinary)).toBe(text)
    expect(stringify({ own: { toJSON: () => 'kept' } })).toBe('{"own":"kept"}')
  })

  it('writes digits where Object.prototype has a toJSON', () => {
    pollute(Object.prototype, () => 'spoilt')
    expect(stringify([5n])).toBe('["5"]')
  })

  it('changes nothing of what it is given', () => {
    const value = Object.freeze({ list: Object.freeze([1n, new Date(0)]), f: () => 1 })
    const before = Object.entries(value)
    expect(stringify(value)).toBe('{"list":["1","1970-01-01T00:00:00.000Z"]}')
    expect(Object.entries(value)).toEqual(before)
  })
})
