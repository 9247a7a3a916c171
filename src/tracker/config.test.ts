import { describe, expect, it } from 'vitest'
import { apiHostOf, emailOf, keyOfScript } from './config'

describe('keyOfScript', () => {
  it.each([
    ['https://cdn.example/sa.js?key=abc', 'abc'],
    ['https://cdn.example/sa.js?plugin=wordpress&key=abc', 'abc'],
    ['https://cdn.example/sa.js?key=abc&plugin=marketing', 'abc'],
    ['https://cdn.example/sa.js?key=abc#x', 'abc'],
    ['https://cdn.example/sa.js?monkey=no&key=abc', 'abc'],
    ['https://cdn.example/sa.js?plugin=wordpress&amp;key=abc', 'abc'],
    ['https://cdn.example/sa.js?monkey=no', undefined],
    ['https://cdn.example/sa.js?key=', undefined],
    ['https://cdn.example/sa.js', undefined],
    ['', undefined],
  ])('finds in %s the key %s', (url, key) => {
    expect(keyOfScript(url)).toBe(key)
  })

  // CONTRACT.md 1.7, 17: some loaders write encodeURIComponent(key); no key seen so far has anything to encode.
  it('takes the key of the URL as it stands', () => {
    expect(keyOfScript('https://cdn.example/sa.js?key=a%2Fb')).toBe('a%2Fb')
  })
})

describe('apiHostOf', () => {
  it.each([
    ['https://own.example', 'https://own.example'],
    ['https://own.example/', 'https://own.example'],
    ['https://own.example//', 'https://own.example'],
    ['http://localhost:8420', 'http://localhost:8420'],
    ['own.example', 'https://own.example'],
    ['localhost:8420/', 'https://localhost:8420'],
    ['https://own.example/track/', 'https://own.example/track'],
    ['', undefined],
    [undefined, undefined],
    [17, undefined],
    [{}, undefined],
  ])('makes of %j the origin %j', (api_host, origin) => {
    expect(apiHostOf({ api_host })).toBe(origin)
  })
})

describe('emailOf', () => {
  it('knows an e-mail', () => {
    expect(emailOf({ email_id: 'a@b.example' })).toBe('a@b.example')
  })

  // CONTRACT.md 9, 15: templates and forms leave white space around it.
  it('knows an e-mail among white space', () => {
    expect(emailOf({ email_id: '\n  a@b.example\u00a0' })).toBe('a@b.example')
  })

  it.each([[''], [undefined], [null], ['{{ email }}'], ['user-17'], [() => 'a@b.example'], [['a@b.example']]])('ignores %s', (email_id) => {
    expect(emailOf({ email_id })).toBeUndefined()
  })
})
