import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from './app'
import { createTestCollector } from './test-collector'
import type { TestCollector } from './test-collector'
import { say } from './test-socket'

let collector: TestCollector

beforeEach(() => {
  collector = createTestCollector()
})

afterEach(() => collector.end())

const page = { key: 'key', cuid: 'visitor', sib_type: 'page', sib_name: 'Home' }
const form = 'application/x-www-form-urlencoded'
const envelope = { key: 'key', cuid: 'visitor', sent: 2000 }
const enveloped = (id: string, fields: object = {}): object => ({ id, ts: 1000, lane: 'l', seq: 0, sib_type: 'page', ...fields })

describe('a single hit', () => {
  it.each([
    ['json', 'application/json', JSON.stringify(page)],
    ['text', 'text/plain;charset=UTF-8', JSON.stringify(page)],
    ['form', form, new URLSearchParams(page).toString()],
  ])('is taken as %s', async (encoding, type, body) => {
    const answer = await collector.post(body, type)
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ sib: 1, rejected: [] })
    expect(collector.hits()).toMatchObject([
      { via: '/p', encoding, key: 'key', cuid: 'visitor', kind: 'page', name: 'Home', accepted: true },
    ])
  })

  it('is taken from a query, and kept out of caches', async () => {
    const answer = await collector.get(`${new URLSearchParams(page).toString()}&ma_url=https%3A%2F%2Fa.test%2F%3Fb%3D1`)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(collector.hits()).toMatchObject([{ encoding: 'query', body: { ma_url: 'https://a.test/?b=1' } }])
  })

  it('is taken from a beacon without a content type', async () => {
    const answer = await collector.app.inject({ method: 'POST', url: '/p', payload: Buffer.from(JSON.stringify(page)) })
    expect(answer.json()).toEqual({ sib: 1, rejected: [] })
  })

  it('accepts the visitor under the early name, and a hit without a visitor', async () => {
    await collector.get('key=key&session_id=early.1700000000000&sib_type=page')
    await collector.get('key=key&sib_type=page')
    expect(collector.hits().map(({ cuid }) => cuid)).toEqual(['early.1700000000000', null])
  })

  it('keeps nested objects as objects', async () => {
    const event = { id: 'cart:1', data: { items: [{ name: 'a', price: 1 }], open: true, note: null } }
    await collector.post({ ...page, sib_type: 'track', event, address: { city: 'Ghent' } })
    expect(collector.hits()[0]?.body).toMatchObject({ event, properties: { address: { city: 'Ghent' } } })
  })

  it.each([
    ['missing_parameter', { sib_type: undefined }],
    ['invalid_parameter', { sib_type: 'click' }],
    ['missing_parameter', { sib_type: 'track', sib_name: undefined }],
    ['missing_parameter', { sib_type: 'track', sib_name: '' }],
    ['out_of_range', { sib_type: 'track', sib_name: 'x'.repeat(256) }],
    ['invalid_parameter', { sib_type: 'track', sib_name: 5 }],
    ['missing_parameter', { sib_type: 'identify' }],
    ['missing_parameter', { sib_type: 'identify', email_id: '' }],
    ['invalid_parameter', { sib_type: 'identify', email_id: 'nobody' }],
    ['invalid_parameter', { sib_type: 'identify', email_id: { a: 1 } }],
    ['invalid_parameter', { id: 5 }],
    ['invalid_parameter', { id: '' }],
    ['out_of_range', { id: 'x'.repeat(129) }],
    ['invalid_parameter', { id: 'a\0b' }],
    ['invalid_parameter', { ts: 'soon' }],
    ['invalid_parameter', { properties: 'text' }],
    ['invalid_parameter', { properties: [1] }],
    ['invalid_parameter', { event: 'text' }],
    ['out_of_range', { cuid: 'x'.repeat(129) }],
    ['invalid_parameter', { cuid: { a: 1 } }],
  ])('is refused with %s for %j', async (code, fields) => {
    const answer = await collector.post({ ...page, ...fields })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({ code, message: expect.any(String) as string })
    expect(collector.hits()).toMatchObject([{ accepted: false, code }])
  })

  it('is refused where its time is no number that exists', async () => {
    const answer = await collector.post('{"key":"key","sib_type":"page","ts":1e999}')
    expect(answer.json()).toMatchObject({ code: 'invalid_parameter' })
  })

  it('may have a name of 255 characters', async () => {
    expect((await collector.post({ ...page, sib_type: 'track', sib_name: 'x'.repeat(255) })).statusCode).toBe(200)
  })

  it('is stored once for every id', async () => {
    for (const key of ['key', 'key', 'other']) {
      const answer = await collector.post({ ...page, key, id: 'a' })
      expect(answer.json()).toEqual({ sib: 1, rejected: [] })
    }
    expect(collector.hits().map(({ key }) => key)).toEqual(['key', 'other'])
    expect(collector.store.totals()).toMatchObject({ accepted: 2, duplicates: 1, requests: 3 })
  })

  it('is no duplicate of another about the same product, whose id early scripts flatten into the query', async () => {
    const viewed = 'key=key&sib_type=track&sib_name=product_viewed&id=10001'
    for (const visitor of ['ann', 'bob']) await collector.get(`${viewed}&session_id=${visitor}`)
    await collector.post(`${viewed}&cuid=cem`, form)
    expect(collector.store.totals()).toMatchObject({ accepted: 3, duplicates: 0 })
    for (const { id, body } of collector.hits()) expect([id, body.properties]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), { id: '10001' }])
  })

  it('is stored once for a UUID in a query, and for any id in JSON that calls itself a form', async () => {
    for (let time = 0; time < 2; time++) {
      await collector.get('key=key&sib_type=page&id=00000000-0000-4000-8000-000000000001')
      await collector.post({ ...page, id: 'a' }, form)
    }
    expect(collector.store.totals()).toMatchObject({ accepted: 2, duplicates: 2 })
  })
})

describe('an envelope', () => {
  it('stores what is right and rejects what is not, each by its id', async () => {
    const hits = [enveloped('a'), enveloped('b', { sib_type: 'track' }), enveloped('c', { sib_type: 'click' }), enveloped('d')]
    const answer = await collector.post({ ...envelope, hits }, 'text/plain')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      sib: 1,
      rejected: [
        { id: 'b', code: 'missing_parameter', message: expect.any(String) as string },
        { id: 'c', code: 'invalid_parameter', message: expect.any(String) as string },
      ],
    })
    expect(collector.hits().map(({ id, accepted }) => [id, accepted])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', true],
    ])
  })

  it('keeps when, where and in which order its hits were made', async () => {
    await collector.post({ ...envelope, hits: [enveloped('a', { seq: 7 })] }, 'text/plain')
    expect(collector.hits()).toMatchObject([{ ts: 1000, lane: 'l', seq: 7, sent: 2000, cuid: 'visitor' }])
  })

  it('adds up what trackers gave up', async () => {
    const report = (id: string, properties: object) => enveloped(id, { sib_type: 'dropped', sib_name: undefined, properties })
    await collector.post({ ...envelope, hits: [report('a', { overflow: 2, expired: 1 })] })
    await collector.post({ ...envelope, hits: [enveloped('b'), report('c', { overflow: 3 }), report('a', { overflow: 2 })] })
    expect(collector.store.totals()).toMatchObject({ accepted: 1, duplicates: 1, dropped: { expired: 1, overflow: 5 } })
  })

  it.each([
    ['missing_parameter', undefined],
    ['invalid_parameter', { a: 'x' }],
    ['out_of_range', { a: -1 }],
    ['out_of_range', { a: 1e9 + 1 }],
  ])('refuses a report of lost events with %s for %j, and nothing else', async (code, properties) => {
    const report = enveloped('a', { sib_type: 'dropped', properties })
    const answer = await collector.post({ ...envelope, hits: [report, enveloped('b')] })
    expect(answer.json()).toMatchObject({ rejected: [{ id: 'a', code }] })
    expect(collector.store.totals()).toMatchObject({ accepted: 1, rejected: 1, dropped: {} })
  })

  it('is not failed by a hit that is too deep or reaches for a prototype', async () => {
    const hit = (id: string, properties: string): string => `{"id":"${id}","sib_type":"page","properties":${properties}}`
    const deep = hit('deep', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)
    const hits = [deep, hit('proto', '{"__proto__":{"b":1}}'), hit('constructor', '{"constructor":{"prototype":{"b":1}}}'), hit('good', '{}')]
    const answer = await collector.post(`{"key":"key","cuid":"visitor","sent":1,"hits":[${hits.join()}]}`)
    expect(answer.statusCode).toBe(200)
    expect(answer.json<{ rejected: { id: string; code: string }[] }>().rejected.map(({ id, code }) => [id, code])).toEqual([
      ['deep', 'invalid_parameter'],
      ['proto', 'invalid_parameter'],
      ['constructor', 'invalid_parameter'],
    ])
    expect(collector.hits().filter(({ accepted }) => accepted).map(({ id }) => id)).toEqual(['good'])
    expect(({} as Record<string, unknown>).b).toBeUndefined()
  })

  it('rejects what is no hit at all', async () => {
    const answer = await collector.post({ ...envelope, hits: [null, 'x', enveloped('a')] })
    expect((answer.json<{ rejected: unknown[] }>()).rejected).toHaveLength(2)
    expect(collector.store.totals()).toMatchObject({ accepted: 1, rejected: 2 })
  })

  it.each([
    ['invalid_parameter', { hits: 'x' }],
    ['invalid_parameter', { hits: null }],
    ['missing_parameter', { sent: undefined }],
    ['invalid_parameter', { sent: 'now' }],
    ['invalid_parameter', { cuid: null }],
  ])('is refused as a whole with %s for %j', async (code, fields) => {
    const answer = await collector.post({ ...envelope, hits: [enveloped('a')], ...fields })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code })
    expect(collector.store.totals()).toMatchObject({ accepted: 0, rejected: 1 })
  })
})

describe('a visitor who says who they are', () => {
  it('is answered with the contact, and their earlier hits belong to it', async () => {
    expect((await collector.post(page)).json()).not.toHaveProperty('email_id')
    const hits = [enveloped('a', { sib_type: 'identify', email_id: 'ann@a.test' })]
    expect((await collector.post({ ...envelope, hits })).json()).toEqual({ sib: 1, rejected: [], email_id: 'ann@a.test' })
    expect((await collector.post(page)).json()).toMatchObject({ email_id: 'ann@a.test' })
    expect(collector.hits().map(({ email }) => email)).toEqual(['ann@a.test', 'ann@a.test', 'ann@a.test'])
  })

  it('keeps what belongs to another contact as it is', async () => {
    await collector.post({ ...page, email_id: 'ann@a.test' })
    await collector.post({ ...page, email_id: 'bob@a.test' })
    expect(collector.hits().map(({ email }) => email)).toEqual(['ann@a.test', 'bob@a.test'])
  })
})

describe('the REST endpoints', () => {
  const email = 'ann@a.test'

  it.each([
    ['identify', { email, attributes: { A: 1 } }, 'identify'],
    ['identify', { email, properties: { A: 1 } }, 'identify'],
    ['trackEvent', { email, event: 'order completed', eventdata: { id: '1' } }, 'track'],
    ['trackEvent', { email, event: 'e', eventData: { id: 1 } }, 'track'],
    ['trackLink', { email, link: 'https://a.test/' }, 'trackLink'],
    ['trackPage', { email, page: 'Home' }, 'page'],
    ['trackPage', { email, link: 'Home' }, 'page'],
  ])('take %s %j', async (path, body, kind) => {
    const answer = await collector.rest(path, body)
    expect(answer.statusCode).toBe(204)
    expect(answer.body).toBe('')
    expect(collector.hits()).toMatchObject([{ via: `/api/v2/${path}`, encoding: 'json', key: 'key', kind, email }])
  })

  it.each([
    ['identify', {}, 'missing_parameter', 'email'],
    ['identify', { email: '' }, 'missing_parameter', 'email'],
    ['identify', { email: null }, 'missing_parameter', 'email'],
    ['identify', { email: 5 }, 'invalid_parameter', 'email'],
    ['identify', { email: 'nobody' }, 'invalid_parameter', 'email'],
    ['identify', { email, attributes: 'x' }, 'invalid_parameter', 'attributes'],
    ['trackEvent', { event: 'e' }, 'missing_parameter', 'email'],
    ['trackEvent', { email }, 'missing_parameter', 'event'],
    ['trackEvent', { email, event: '' }, 'missing_parameter', 'event'],
    ['trackEvent', { email, event: {} }, 'invalid_parameter', 'event'],
    ['trackEvent', { email, event: 'x'.repeat(256) }, 'out_of_range', 'event'],
    ['trackEvent', { email, event: 'e', eventdata: 'x' }, 'invalid_parameter', 'eventdata'],
    ['trackLink', { email }, 'missing_parameter', 'link'],
    ['trackPage', { email }, 'missing_parameter', 'page'],
    ['trackPage', { email, page: 'p', properties: 5 }, 'invalid_parameter', 'properties'],
  ])('refuse %s %j with %s, naming %s', async (path, body, code, field) => {
    const answer = await collector.rest(path, body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({ code, message: expect.stringContaining(field) as string })
    expect(collector.hits()).toMatchObject([{ accepted: false, code, key: 'key' }])
  })

  it.each([undefined, ''])('need a key, and %j is none', async (key) => {
    const answer = await collector.app.inject({
      method: 'POST',
      url: '/api/v2/identify',
      headers: key === undefined ? {} : { 'ma-key': key },
      payload: { email },
    })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ code: 'unauthorized' })
  })

  it('take JSON alone, whatever it is called', async () => {
    expect((await collector.rest('identify', { email }, { 'content-type': 'text/plain' })).statusCode).toBe(204)
    const form = 'application/x-www-form-urlencoded'
    expect((await collector.rest('identify', `email=${email}`, { 'content-type': form })).statusCode).toBe(400)
  })
})

describe('whatever else comes', () => {
  it.each(['{"sib_type":"page"}', '{"key":"","sib_type":"page"}', '{"key":"  "}', '{"key":5}', '{"key":"a\\u0000"}', '{"hits":[]}'])(
    'needs a key: %s',
    async (body) => {
      const answer = await collector.post(body)
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toEqual({ code: 'unauthorized', message: expect.any(String) as string })
      expect(collector.hits()).toMatchObject([{ accepted: false, code: 'unauthorized', key: '' }])
    },
  )

  it.each(['', 'nonsense', '[]', '{"key":"key","a":{"__proto__":{"b":1}}}', '{"key":"key","constructor":{"prototype":{}}}'])(
    'is refused as %j',
    async (body) => {
      const answer = await collector.post(body)
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'invalid_parameter' })
      expect(({} as Record<string, unknown>).b).toBeUndefined()
    },
  )

  it('is refused above 256 KiB, and taken just below', async () => {
    const padded = (bytes: number): string => {
      const empty = JSON.stringify({ ...page, pad: '' })
      return JSON.stringify({ ...page, pad: 'x'.repeat(bytes - empty.length) })
    }
    expect((await collector.post(padded(256 * 1024))).statusCode).toBe(200)
    const answer = await collector.post(padded(256 * 1024 + 1))
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toEqual({ code: 'too_large', message: expect.any(String) as string })
    expect(collector.hits().at(-1)).toMatchObject({ accepted: false, code: 'too_large' })
  })

  it.each([
    ['PUT', '/p', 'GET, POST, OPTIONS'],
    ['DELETE', '/p', 'GET, POST, OPTIONS'],
    ['HEAD', '/p', 'GET, POST, OPTIONS'],
    ['PROPFIND' as 'PUT', '/p', 'GET, POST, OPTIONS'],
    ['GET', '/api/v2/identify', 'POST, OPTIONS'],
    ['POST', '/sa.js', 'GET, HEAD, OPTIONS'],
  ] as const)('is told which methods there are: %s %s', async (method, url, allow) => {
    const answer = await collector.app.inject({ method, url })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers.allow).toBe(allow)
    if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'method_not_allowed' })
    expect(collector.hits()).toEqual([])
  })

  it.each(['/', '/nothing', '/p/', '/api/v2/', '/api/v2/other', '/api/v2/toString'])('is not found at %s', async (url) => {
    const answer = await collector.app.inject({ method: 'POST', url })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toEqual({ code: 'document_not_found', message: expect.any(String) as string })
  })

  it('is answered in the one shape where the address is broken', async () => {
    const answer = await collector.app.inject({ method: 'GET', url: '/%zz' })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({ code: 'invalid_parameter', message: expect.any(String) as string })
  })

  it('is answered in the one shape where it is not HTTP', async () => {
    const garbage = await say(collector.app, 'GARBAGE\r\n\r\n')
    expect(garbage).toMatch(/^HTTP\/1\.1 400 /)
    expect(JSON.parse(garbage.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'invalid_parameter' })
    const huge = await say(collector.app, `GET /p?a=${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`)
    expect(huge).toMatch(/^HTTP\/1\.1 431 /)
    expect(JSON.parse(huge.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'too_large' })
  })

  it('F54: is to be sent again where it could not be stored', async () => {
    const errors: Error[] = []
    const app = createApp({
      sink: { write: () => Promise.reject(new Error('disk full')) },
      findEvents: collector.store.findEvents,
      scriptFile: '',
      onError: (error) => errors.push(error),
    })
    const answer = await app.inject({ method: 'POST', url: '/p', payload: page })
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.json()).toEqual({ code: 'service_unavailable', message: expect.any(String) as string })
    expect(errors.map(({ message }) => message)).toEqual(['disk full'])
  })
})

describe('pages of every origin', () => {
  it.each([
    ['/p', 'GET, POST'],
    ['/api/v2/trackEvent', 'POST'],
  ])('may ask for %s', async (url, methods) => {
    const answer = await collector.app.inject({
      method: 'OPTIONS',
      url,
      headers: { origin: 'https://shop.test', 'access-control-request-method': 'POST' },
    })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'content-type, ma-key, accept',
      'access-control-max-age': '7200',
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
    expect(collector.hits()).toEqual([])
  })

  it.each([
    ['an acceptance', JSON.stringify(page), 200],
    ['a refusal', '{}', 401],
    ['a broken body', 'x', 400],
    ['a body too large', 'x'.repeat(300_000), 413],
  ])('may read %s', async (_what, body, status) => {
    const answer = await collector.post(body)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    })
  })
})
