import type { LightMyRequestResponse } from 'fastify'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { settle } from '../settings/settle'
import type { Options } from '../settings/options'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import { apiKey, deviation } from './testing'

let collector: TestCollector

afterEach(async () => {
  vi.useRealTimers()
  await collector.end()
})

function start(settings: Partial<Options> = {}): void {
  collector = createTestCollector({ ...settle([]), apiKeys: [apiKey, 'another'], ...settings })
}

const event = { event_name: 'e', identifiers: { ext_id: '1' } }

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'PATCH'
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** Calls v3 with all that it wants, apart from what is given; the answer has to be one that the description promises. */
async function call({ method = 'POST', path = '/v3/events', headers = {}, body = JSON.stringify(event) }: Call = {}): Promise<LightMyRequestResponse> {
  const answer = await collector.app.inject({
    method,
    url: path,
    headers: { 'api-key': apiKey, 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { payload: body }),
  })
  if (method === 'GET' || method === 'POST') expect(deviation(method, path, answer)).toBeUndefined()
  return answer
}

const paths = [
  ['POST', '/v3/events'],
  ['POST', '/v3/events/batch'],
  ['GET', '/v3/events'],
] as const

describe('the api-key', () => {
  it.each(paths)('is wanted by %s %s, and nothing is stored without one', async (method, path) => {
    start()
    for (const key of ['', 'wrong', `${apiKey} `, apiKey.toUpperCase(), `${apiKey},another`]) {
      const answer = await call({ method, path, headers: { 'api-key': key } })
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toEqual({ code: 'unauthorized', message: expect.any(String) as string })
    }
    expect(collector.store.totals()).toMatchObject({ requests: 0 })
  })

  it('may be any of several', async () => {
    start()
    for (const key of [apiKey, 'another']) expect((await call({ headers: { 'api-key': key } })).statusCode).toBe(204)
  })

  it('opens nothing where none is set', async () => {
    start({ apiKeys: [] })
    for (const key of ['', 'undefined', apiKey]) expect((await call({ headers: { 'api-key': key } })).statusCode).toBe(401)
  })

  it('is no client key, nor the other way round', async () => {
    start({ keys: ['client'] })
    expect((await call({ headers: { 'api-key': 'client' } })).statusCode).toBe(401)
    expect((await collector.post({ key: apiKey, sib_type: 'page' })).statusCode).toBe(401)
  })
})

describe('the content type', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', 'application/vnd.api+json', ''])(
    'is not %j',
    async (type) => {
      start()
      const answer = await call({ headers: { 'content-type': type } })
      expect(answer.statusCode).toBe(406)
      expect(answer.json()).toEqual({ code: 'invalid_parameter', message: expect.stringContaining('application/json') as string })
      expect(collector.store.totals()).toMatchObject({ requests: 0 })
    },
  )

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('may be %s', async (type) => {
    start()
    expect((await call({ headers: { 'content-type': type } })).statusCode).toBe(204)
  })

  it('does not matter where there is no body', async () => {
    start()
    expect((await call({ method: 'GET', headers: { 'content-type': 'text/plain' } })).statusCode).toBe(200)
  })
})

describe('other methods, paths and origins', () => {
  it.each([
    ['PUT', '/v3/events', 'GET, POST'],
    ['DELETE', '/v3/events', 'GET, POST'],
    ['PATCH', '/v3/events', 'GET, POST'],
    ['HEAD', '/v3/events', 'GET, POST'],
    ['GET', '/v3/events/batch', 'POST'],
    ['OPTIONS', '/v3/events', 'GET, POST'],
    ['OPTIONS', '/v3/events/batch', 'POST'],
  ] as const)('%s %s is told which methods there are, and opens nothing to pages', async (method, path, allow) => {
    start()
    const answer = await call({ method, path, headers: { origin: 'https://shop.test', 'access-control-request-method': 'POST' } })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers.allow).toBe(allow)
    if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'method_not_allowed' })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it.each(['/v3', '/v3/', '/v3/events/', '/v3/event', '/v3/events/batch/x', '/v3/contacts', '/v2/events'])('there is nothing at %s', async (url) => {
    start()
    const answer = await collector.app.inject({ method: 'POST', url, headers: { 'api-key': apiKey } })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toEqual({ code: 'document_not_found', message: expect.any(String) as string })
  })

  it.each(paths)('%s %s has no answer for pages', async (method, path) => {
    start()
    for (const headers of [{}, { 'api-key': 'wrong' }, { 'content-type': 'text/plain' }] as Record<string, string>[]) {
      const answer = await call({ method, path, headers: { origin: 'https://shop.test', ...headers } })
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(answer.headers['cache-control'] ?? 'no-store').toBe('no-store')
    }
  })
})

describe('the rate limit', () => {
  const rate = ({ headers }: LightMyRequestResponse): unknown =>
    ['limit', 'remaining', 'reset'].map((name) => Number(headers[`x-sib-ratelimit-${name}`]))

  const freeze = (): void => void vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] })

  it('is ten a second, is told on every answer, and passes with its second', async () => {
    start()
    freeze()
    for (let left = 9; left >= 0; left--) {
      const answer = await call(left % 2 === 0 ? {} : { body: '{}' })
      expect(answer.statusCode).toBe(left % 2 === 0 ? 204 : 400)
      expect(rate(answer)).toEqual([10, left, 1])
      expect(answer.headers).not.toHaveProperty('retry-after')
    }
    const answer = await call()
    expect(answer.statusCode).toBe(429)
    expect(answer.json()).toEqual({ code: 'too_many_requests', message: expect.any(String) as string })
    expect(rate(answer)).toEqual([10, 0, 1])
    expect(answer.headers['retry-after']).toBe('1')
    // The vendor's own client would take it for a moment rather than for a time to wait.
    expect(answer.headers).not.toHaveProperty('x-ratelimit-reset')
    expect(collector.store.totals()).toMatchObject({ accepted: 5, rejected: 5, requests: 10 })
    vi.setSystemTime(Date.now() + 1000)
    expect((await call()).statusCode).toBe(204)
  })

  it('is an hour’s too, which requests in a hurry do not use up', async () => {
    start({ maxApiRequestsPerSecond: 2, maxApiRequestsPerHour: 5 })
    freeze()
    const statuses: number[] = []
    for (let second = 0; second < 3; second++) {
      for (let count = 0; count < 3; count++) statuses.push((await call()).statusCode)
      vi.setSystemTime(Date.now() + 1000)
    }
    expect(statuses).toEqual([204, 204, 429, 204, 204, 429, 204, 429, 429])
    const answer = await call()
    expect(rate(answer)).toEqual([5, 0, 3597])
    expect(answer.headers['retry-after']).toBe('3597')
  })

  it('is the account’s, whichever of its keys is used, and each route’s own', async () => {
    start({ maxApiRequestsPerSecond: 1 })
    freeze()
    expect((await call()).statusCode).toBe(204)
    expect((await call({ headers: { 'api-key': 'another' } })).statusCode).toBe(429)
    expect((await call({ path: '/v3/events/batch', body: JSON.stringify([event]) })).statusCode).toBe(202)
    expect((await call({ path: '/v3/events/batch', body: JSON.stringify([event]) })).statusCode).toBe(429)
  })

  it('is told on refusals that come before counting, as one of which nothing is used', async () => {
    start({ public: true, keys: ['k'], trustProxy: ['127.0.0.1'] })
    const https = { 'x-forwarded-proto': 'https' }
    expect((await call({ headers: https })).statusCode).toBe(204)
    for (const [status, refused] of [
      [401, { headers: { ...https, 'api-key': 'wrong' } }],
      [403, {}],
      [405, { method: 'PUT', headers: https }],
      [415, { headers: { ...https, 'content-encoding': 'gzip' } }],
    ] as const) {
      const answer = await call(refused)
      expect(answer.statusCode).toBe(status)
      expect(rate(answer)).toEqual([10, 10, 1])
    }
    expect(rate(await call({ method: 'GET', headers: { ...https, 'api-key': '' } }))).toEqual([36_000, 36_000, 3600])
    const nothing = await collector.app.inject({ url: '/v3/contacts', headers: https })
    expect([nothing.statusCode, rate(nothing)]).toEqual([404, [36_000, 36_000, 3600]])
    const elsewhere = await collector.app.inject({ url: '/p?key=k&sib_type=page', headers: https })
    expect([elsewhere.statusCode, rate(elsewhere)]).toEqual([200, [NaN, NaN, NaN]])
  })

  it('of an address is told where it strikes first', async () => {
    start({ maxRequestsPerAddress: 1 })
    for (let count = 0; count < 10; count++) await call({ method: 'GET' })
    for (const method of ['GET', 'POST'] as const) {
      const answer = await call({ method })
      expect(answer.statusCode).toBe(429)
      const seconds = Number(answer.headers['retry-after'])
      expect(seconds).toBeGreaterThanOrEqual(1)
      expect(rate(answer)).toEqual([10, 0, seconds])
    }
    const browser = await collector.app.inject({ url: '/p?key=k&sib_type=page' })
    expect(browser.statusCode).toBe(429)
    expect(browser.headers).toHaveProperty('retry-after')
    expect(browser.headers).not.toHaveProperty('x-sib-ratelimit-limit')
  })

  it('does not count who has no key', async () => {
    start({ maxApiRequestsPerSecond: 1 })
    freeze()
    for (let count = 0; count < 3; count++) expect((await call({ headers: { 'api-key': 'wrong' } })).statusCode).toBe(401)
    expect((await call()).statusCode).toBe(204)
  })

  it('is an hour’s alone for reading', async () => {
    start({ maxApiRequestsPerSecond: 1, maxApiRequestsPerHour: 3 })
    freeze()
    const answers: LightMyRequestResponse[] = []
    for (let count = 0; count < 4; count++) answers.push(await call({ method: 'GET' }))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429])
    expect(answers.map(rate)).toEqual([[3, 2, 3600], [3, 1, 3600], [3, 0, 3600], [3, 0, 3600]])
  })

  it('can be lifted, and is not told then', async () => {
    start({ maxApiRequestsPerSecond: Infinity, maxApiRequestsPerHour: Infinity })
    freeze()
    for (let count = 0; count < 30; count++) {
      const { statusCode, headers } = await collector.app.inject({
        method: 'POST',
        url: '/v3/events',
        headers: { 'api-key': apiKey, 'content-type': 'application/json' },
        payload: JSON.stringify(event),
      })
      expect(statusCode).toBe(204)
      expect(headers).not.toHaveProperty('x-sib-ratelimit-limit')
    }
  })
})

describe('the client keys', () => {
  const page = { sib_type: 'page', cuid: 'v' }

  it('are any, where none are named and only this machine can call', async () => {
    start()
    expect((await collector.post({ ...page, key: 'whatever' })).statusCode).toBe(200)
    expect((await collector.rest('identify', { email: 'a@a.test' }, { 'ma-key': 'whatever' })).statusCode).toBe(204)
  })

  it('are those that are named', async () => {
    start({ keys: ['mine', 'ours'] })
    for (const [key, isKnown] of [['mine', true], ['ours', true], ['theirs', false], ['mine,ours', false]] as const) {
      expect((await collector.post({ ...page, key })).statusCode).toBe(isKnown ? 200 : 401)
      expect((await collector.get(`sib_type=page&key=${key}`)).statusCode).toBe(isKnown ? 200 : 401)
      expect((await collector.rest('identify', { email: 'a@a.test' }, { 'ma-key': key })).statusCode).toBe(isKnown ? 204 : 401)
    }
    const hits = [{ id: 'a', sib_type: 'page' }]
    const answer = await collector.post({ key: 'theirs', cuid: 'v', sent: 1, hits })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toEqual({ code: 'unauthorized', message: expect.any(String) as string })
    expect(collector.hits().filter(({ accepted }) => !accepted).map(({ key, code }) => [key, code])).toContainEqual(['theirs', 'unauthorized'])
  })
})

describe('a public collector', () => {
  it.each([
    ['GET', '/p?key=k&sib_type=page', '*'],
    ['POST', '/api/v2/identify', '*'],
    ['OPTIONS', '/p', '*'],
    ['POST', '/v3/events', undefined],
    ['GET', '/v3/events', undefined],
    ['GET', '/openapi.json', '*'],
    ['GET', '/sa.js', '*'],
    ['GET', '/nothing', undefined],
  ] as const)('refuses %s %s without https, which may be read by pages of %s', async (method, path, origins) => {
    start({ public: true, keys: ['k'] })
    const answer = await collector.app.inject({ method, url: path, headers: { 'api-key': apiKey } })
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toEqual({ code: 'permission_denied', message: expect.stringContaining('https') as string })
    expect(answer.headers['access-control-allow-origin']).toBe(origins)
    expect(collector.store.totals()).toMatchObject({ requests: 0 })
  })

  it('does not believe a stranger who claims to have come by https', async () => {
    start({ public: true, keys: ['k'] })
    const headers = { 'x-forwarded-proto': 'https' }
    expect((await collector.app.inject({ url: '/p?key=k&sib_type=page', headers })).statusCode).toBe(403)
  })

  it('takes what came to its proxy by https, and wants browsers to come back by it', async () => {
    start({ public: true, keys: ['k'], trustProxy: ['127.0.0.1'] })
    const headers = { 'x-forwarded-proto': 'https' }
    const answer = await collector.app.inject({ url: '/p?key=k&sib_type=page', headers })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d+/)
  })
})
