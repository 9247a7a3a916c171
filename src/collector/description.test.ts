import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from './app'
import { windowSeconds } from './guard/rate'
import { settle } from './settings/settle'
import { createTestCollector } from './test-collector'
import type { TestCollector } from './test-collector'
import openapi from './openapi.json'
import { say } from './test-socket'
import { bodyDeviation, deviation } from './v3/testing'
import type { Readiness } from './vitals/readiness'
import { serveHealth } from './vitals/serve'

let collector: TestCollector

beforeEach(() => {
  collector = createTestCollector({ ...settle([]), keys: ['key'] })
  serveHealth(collector.app, { readiness: { problem: () => undefined } as Readiness })
})

afterEach(() => collector.end())

/** An address with such a path. */
const exampleOf = (path: string): string => path.replace('{digest}', '0123456789abcdef')

describe('the description', () => {
  it('is well-formed OpenAPI', async () => {
    expect(await new Validator().validate(structuredClone(openapi) as unknown as Record<string, unknown>)).toMatchObject({ valid: true })
  })

  it('is of this version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(openapi.info.version).toBe(version)
  })

  it('is served as it stands, to pages as well', async () => {
    const answer = await collector.app.inject({ url: '/openapi.json' })
    expect(answer.json()).toEqual(openapi)
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', 'content-type': 'application/json; charset=utf-8' })
  })

  it('has every method of its paths, and no other', async () => {
    for (const [path, operations] of Object.entries(openapi.paths)) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const) {
        const { statusCode, headers } = await collector.app.inject({ method, url: exampleOf(path) })
        expect([path, method, statusCode !== 405]).toEqual([path, method, method.toLowerCase() in operations])
        if (statusCode === 405) expect(String(headers.allow).toLowerCase()).toContain(Object.keys(operations)[0])
      }
    }
  })

  const email = 'ann@a.test'

  it.each([
    ['identify', { email }, 204],
    ['identify', { email, attributes: { EXT_ID: '1' } }, 204],
    ['identify', {}, 400],
    ['trackEvent', { email, event: 'e', eventdata: { id: 'cart:1', data: {} } }, 204],
    ['trackEvent', { email, event: 'e', eventdata: { data: { data: { id: 1 } } } }, 204],
    ['trackEvent', { email, event: 'e', eventdata: { total: 5 } }, 204],
    ['trackEvent', { email }, 400],
    ['trackLink', { email, link: 'https://a.test/' }, 204],
    ['trackLink', { link: 'https://a.test/' }, 400],
    ['trackPage', { email, page: 'p', properties: { ma_title: 't' } }, 204],
    ['trackPage', { email: 5, page: 'p' }, 400],
  ])('promises what api/v2/%s answers to %j', async (path, body, status) => {
    const url = `/api/v2/${path}`
    expect(bodyDeviation(url, 'application/json', body) === undefined).toBe(status === 204)
    const answer = await collector.rest(path, body)
    expect(answer.statusCode).toBe(status)
    expect(deviation('POST', url, answer)).toBeUndefined()
    expect(deviation('POST', url, await collector.rest(path, body, { 'ma-key': 'other' }))).toBeUndefined()
    expect(deviation('POST', url, await collector.rest(path, 'nonsense'))).toBeUndefined()
    expect(deviation('GET', url, await collector.app.inject({ url }))).toBeUndefined()
  })

  const hit = { key: 'key', sib_type: 'page' }

  it.each([
    [hit, 200, true],
    [{ ...hit, cuid: 'v', sib_type: 'track', sib_name: 'e', properties: {}, event: { id: 'a', data: {} } }, 200, true],
    [{ key: 'key', cuid: 'v', sent: 1, hits: [{ id: 'a', sib_type: 'identify', email_id: email }] }, 200, true],
    // A hit that is no hit never fails its envelope.
    [{ key: 'key', cuid: 'v', sent: 1, hits: [{ id: 'a', sib_type: 'identify', email_id: email }, {}] }, 200, false],
    [{ key: 'key', cuid: 'v', sent: 'now', hits: [] }, 400, false],
    [{ key: 'key', sib_type: 'click' }, 400, false],
    [{ ...hit, properties: 'text' }, 400, false],
    [{ sib_type: 'page' }, 401, false],
    [{ key: 'other', sib_type: 'page' }, 401, true],
    [{ ...hit, pad: 'x'.repeat(300_000) }, 413, true],
  ])('promises what /p takes and answers: %#', async (body, status, isDescribed) => {
    expect(bodyDeviation('/p', 'application/json', body) === undefined).toBe(isDescribed)
    expect(bodyDeviation('/p', 'text/plain', JSON.stringify(body))).toBeUndefined()
    const answer = await collector.post(body)
    expect(answer.statusCode).toBe(status)
    expect(deviation('POST', '/p', answer)).toBeUndefined()
  })

  it('promises that /p takes a form', async () => {
    const form = 'application/x-www-form-urlencoded'
    expect(bodyDeviation('/p', form, hit)).toBeUndefined()
    expect((await collector.post(new URLSearchParams(hit).toString(), form)).statusCode).toBe(200)
  })
})

describe('what can befall any request', () => {
  const hit = { key: 'key', sib_type: 'page' }
  const email = 'ann@a.test'
  const event = { event_name: 'e', identifiers: { email_id: email } }
  const operations = [
    ['GET', '/p', undefined],
    ['POST', '/p', hit],
    ['POST', '/api/v2/identify', { email }],
    ['POST', '/api/v2/trackEvent', { email, event: 'e' }],
    ['POST', '/api/v2/trackLink', { email, link: 'l' }],
    ['POST', '/api/v2/trackPage', { email, page: 'p' }],
    ['POST', '/v3/events', event],
    ['POST', '/v3/events/batch', { events: [event] }],
    ['GET', '/v3/events', undefined],
    ['GET', '/openapi.json', undefined],
    ['GET', '/sa.js', undefined],
    ['GET', '/sa-{digest}.js', undefined],
  ] as const

  it('is about all operations but those that ask how the collector is', () => {
    const all = Object.entries(openapi.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    expect(operations.map(([method, path]) => `${method} ${path}`).sort()).toEqual(all.filter((one) => !/healthz|readyz/.test(one)).sort())
  })

  const storing = operations.filter(([, path]) => /^.(p|api.*|v3.*)$/.test(path))

  it.each([
    [403, 'without https', operations, { settings: { public: true } }],
    [429, 'too often', operations, { settings: { maxRequestsPerAddress: 1 / windowSeconds } }],
    [415, 'compressed', operations.filter(([method]) => method === 'POST'), { headers: { 'content-encoding': 'gzip' } }],
    [417, 'expecting what is not known', operations, { headers: { expect: 'a-miracle' } }],
    [503, 'while nothing can be stored', storing, {}],
  ] as const)('is %i %s, as promised', async (status, _how, expected, { settings = {}, headers = {} }: { settings?: object; headers?: object }) => {
    const broken = (): never => {
      throw new Error('disk full')
    }
    for (const [method, path, body] of expected) {
      const app = createApp({
        sink: { write: () => Promise.reject(new Error('disk full')) },
        findEvents: broken,
        scriptFile: '',
        settings: { ...settle([]), keys: ['key'], apiKeys: ['secret'], ...settings },
      })
      const call = {
        method,
        url: path === '/p' && method === 'GET' ? '/p?key=key&sib_type=page' : exampleOf(path),
        headers: { 'ma-key': 'key', 'api-key': 'secret', ...(body && { 'content-type': 'application/json' }), ...headers },
        ...(body && { payload: JSON.stringify(body) }),
      }
      if (body) expect(bodyDeviation(path, 'application/json', body)).toBeUndefined()
      if (status === 429) await app.inject(call)
      const answer = await app.inject(call)
      expect([method, path, answer.statusCode]).toEqual([method, path, status])
      expect(deviation(method, path, answer)).toBeUndefined()
      await app.close()
    }
  })
  it.each([
    [408, 'before it has arrived', 'x-slow: '],
    [431, 'with too long a head', `x-long: ${'x'.repeat(20_000)}\r\n\r\n`],
  ])('is %i %s, as promised', async (status, _how, rest) => {
    const app = createApp({
      ...{ sink: { write: () => Promise.reject(new Error('not asked')) }, findEvents: () => (async function* () {})(), scriptFile: '' },
      settings: { ...settle([]), keys: ['key'], apiKeys: ['secret'], headerTimeout: 1 },
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const every = Object.entries(openapi.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path] as const))
    const asked = every.map(async ([method, path]) => {
      const [head = '', body = ''] = (await say(app, `${method} ${exampleOf(path)} HTTP/1.1\r\nhost: a\r\n${rest}`)).split('\r\n\r\n')
      expect([method, path, Number(head.split(' ')[1])]).toEqual([method, path, status])
      expect(deviation(method, path, { statusCode: status, headers: {}, body })).toBeUndefined()
    })
    await Promise.all(asked)
    await app.close()
  })
})
