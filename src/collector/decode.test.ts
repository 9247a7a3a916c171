import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { decode, encodingOf } from './decode'
import { createJsonParser } from './json'
import { growthOf } from './test-growth'

const parseJson = createJsonParser(Fastify())
const fieldsOf = (encoding: 'json' | 'form' | 'query', text: string): unknown => {
  const decoded = decode(encoding, text, { parseJson, maxDepth: 100 })
  return 'fields' in decoded ? decoded.fields : decoded.problem
}

describe('encodingOf', () => {
  it.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/cloudevents+json', 'json'],
    ['text/plain;charset=UTF-8', 'text'],
    ['Application/X-WWW-Form-Urlencoded; charset=UTF-8', 'form'],
    [undefined, 'text'],
  ])('takes %s for %s', (type, encoding) => expect(encodingOf(type)).toBe(encoding))
})

describe('decode', () => {
  it('gives numbers and nested objects of a form their types back', () => {
    const text = 'key=k&ts=12.5&seq=3&event=%7B%22id%22%3A%22cart%3A1%22%7D&properties=%7B%22A%22%3A1%7D'
    expect(fieldsOf('form', text)).toEqual({ key: 'k', ts: 12.5, seq: 3, event: { id: 'cart:1' }, properties: { A: 1 } })
  })

  it('keeps what early scripts flattened under the name of a nested object as a property', () => {
    expect(fieldsOf('query', 'event=opening&contact=me&a=1')).toEqual({
      a: '1',
      properties: { event: 'opening', contact: 'me' },
    })
    expect(fieldsOf('query', 'event=%7Bbroken')).toEqual({ properties: { event: '{broken' } })
  })

  it('makes a list of a name that occurs more than once', () => {
    expect(fieldsOf('query', 'a=1&a=2&a=3')).toEqual({ a: ['1', '2', '3'] })
  })

  it('takes twice as long for twice as many values of one name, up to the largest body', () => {
    expect(growthOf((bytes) => fieldsOf('form', 'a&'.repeat(bytes / 2)), 256 * 1024)).toBeLessThan(3)
  })

  it('does not fail by a broken escape in a query', () => {
    expect(fieldsOf('query', 'a=%zz&b=%E9')).toEqual({ a: '%zz', b: '\ufffd' })
  })

  it('takes JSON that claims to be a form for JSON, as curl sends it', () => {
    expect(fieldsOf('form', ' {"key":"k","a":{"b":1}}')).toEqual({ key: 'k', a: { b: 1 } })
  })

  it.each([
    ['json', ''],
    ['json', 'nonsense'],
    ['json', '[]'],
    ['json', '"text"'],
    ['json', 'null'],
    ['json', '{"a":{"__proto__":{"b":1}}}'],
    ['json', '{"a":{"constructor":{"prototype":{"b":1}}}}'],
    ['form', '__proto__=1'],
    ['query', 'properties=%7B%22__proto__%22%3A%7B%7D%7D'],
    ['json', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`],
    ['json', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ] as const)('refuses %s %.40s', (encoding, text) => {
    expect(fieldsOf(encoding, text)).toMatchObject({ code: 'invalid_parameter' })
  })

  it('tells a forbidden key from broken JSON', () => {
    expect(fieldsOf('json', '{"__proto__":{}}')).toMatchObject({ message: expect.stringContaining('__proto__') as string })
  })
})
