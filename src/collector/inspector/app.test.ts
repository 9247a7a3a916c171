import { writeFileSync } from 'node:fs'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import { useTestDirectory } from '../test-directory'
import { say } from '../test-socket'
import { settle } from '../settings/settle'
import { fromFlags } from '../settings/sources'
import { createVitals } from '../vitals/vitals'
import { createInspector } from './app'
import { isTrustedHost } from './protect'
import type { HitRecord } from './record'

const inDirectory = useTestDirectory()
let collector: TestCollector
let inspector: FastifyInstance
const token = 'the-token'
const authorization = `Bearer ${token}`

beforeEach(() => {
  collector = createTestCollector()
  const collectorUrl = (name: string): string => `http://${name}:1`
  const settings = settle([fromFlags({ inspectorHost: '0.0.0.0', inspectorNames: 'watch.test,devbox.lan' })])
  inspector = createInspector({ store: collector.store, collectorUrl, pageDirectory: inDirectory(), token, settings, health: createVitals(collector.store.totals).report })
})

afterEach(async () => {
  await inspector.close()
  await collector.end()
})

const ask = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  inspector.inject({ url, headers: { authorization, ...headers } })

const hit = (id: string): Record<string, string> => ({ key: 'k', cuid: 'v', id, sib_type: 'track', sib_name: 'x' })

describe('the inspector', () => {
  it('lists hits, newest first, rejected ones with the reason', async () => {
    await collector.post(hit('a'))
    await collector.post({ ...hit('b'), sib_name: undefined })
    const answer = await ask('/api/hits?limit=10')
    const { hits } = answer.json<{ hits: HitRecord[] }>()
    expect(hits).toEqual([
      expect.objectContaining({ row: 2, id: 'b', accepted: false, code: 'missing_parameter', kind: 'track', name: null }),
      {
        row: 1,
        receivedAt: expect.any(Number) as number,
        via: '/p',
        encoding: 'json',
        key: 'k',
        id: 'a',
        cuid: 'v',
        kind: 'track',
        name: 'x',
        email: null,
        accepted: true,
        ts: null,
        lane: null,
        seq: null,
        sent: null,
        body: { id: 'a', sib_type: 'track', sib_name: 'x' },
      },
    ])
  })

  it.each(['0', '-1', 'x', '1001', '1.5'])('refuses to list %s hits', async (limit) => {
    const answer = await ask(`/api/hits?limit=${limit}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'out_of_range' })
  })

  it('tells what is known of a contact, and of somebody unknown nothing', async () => {
    await collector.post({ ...hit('a'), email_id: 'ann+1@a.test', properties: { FIRSTNAME: '<b>Ann</b>', sms: 33, EXT_ID: false, LASTNAME: 'Lee', other: 'x' } })
    await collector.post({ ...hit('b'), email_id: 'ann+1@a.test', properties: { LASTNAME: '' } })
    await collector.post({ ...hit('c'), cuid: 'w', email_id: 'bob@a.test', properties: { FIRSTNAME: 'Bob' } })
    const contact = async (email: string): Promise<unknown> => (await ask(`/api/contact?${new URLSearchParams({ email }).toString()}`)).json()
    const attributes = { FIRSTNAME: '<b>Ann</b>', SMS: 33, EXT_ID: false }
    expect(await contact('ann+1@a.test')).toEqual({ attributes })
    expect(await contact('ANN+1@A.TEST')).toEqual({ attributes })
    expect(await contact('nobody@a.test')).toEqual({ attributes: {} })
  })

  it.each(['', '?email=', '?email=a&email=b'])('wants to know which contact: /api/contact%s', async (query) => {
    const answer = await ask(`/api/contact${query}`)
    expect([answer.statusCode, answer.json()]).toEqual([400, { code: 'missing_parameter', message: 'email is missing' }])
  })

  it('tells totals and where the collector is', async () => {
    await collector.post(hit('a'))
    expect((await ask('/api/stats')).json()).toMatchObject({ accepted: 1, dropped: {} })
    const answer = await ask('/api/collector', { host: '10.0.0.7:9' })
    expect(answer.json()).toEqual({ url: 'http://10.0.0.7:1' })
  })

  it('serves its page under a policy that lets nothing of a hit run', async () => {
    writeFileSync(inDirectory('index.html'), '<!doctype html>')
    const answer = await inspector.inject({ url: '/' })
    expect(answer.body).toBe('<!doctype html>')
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect((await inspector.inject({ url: '/page.js' })).statusCode).toBe(404)
    expect((await ask('/../package.json')).statusCode).toBe(404)
  })

  it.each(['/api/hits', '/api/contact?email=ann@a.test', '/api/stats', '/api/collector', '/api/stream', '/nothing'])('tells nothing at %s without the token', async (url) => {
    for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: `Basic ${token}` }]) {
      const answer = await inspector.inject({ url, headers })
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toEqual({ code: 'unauthorized', message: expect.stringContaining('printed') as string })
    }
    expect((await inspector.inject({ url: `${url}${url.includes('?') ? '&' : '?'}token=${token}x` })).statusCode).toBe(401)
  })

  it('answers in the one error shape where a path cannot be read, or is asked for in another way', async () => {
    const unreadable = await ask('/%zz')
    expect(unreadable.statusCode).toBe(400)
    expect(unreadable.json()).toEqual({ code: 'invalid_parameter', message: expect.any(String) as string })
    expect(unreadable.headers['x-content-type-options']).toBe('nosniff')
    const other = await inspector.inject({ method: 'DELETE', url: `/api/stats?token=${token}` })
    expect(other.statusCode).toBe(405)
    expect(other.headers.allow).toBe('GET, HEAD')
    expect(other.json()).toEqual({ code: 'method_not_allowed', message: '/api/stats takes GET, HEAD' })
    expect((await ask('/nothing')).statusCode).toBe(404)
    const nameless = (await say(inspector, 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n')).split('\r\n\r\n')
    expect(nameless[0]).toContain('HTTP/1.1 403 ')
    expect(JSON.parse(nameless[1] ?? '')).toMatchObject({ code: 'permission_denied' })
  })

  it('takes the token from the query, too', async () => {
    expect((await inspector.inject({ url: `/api/stats?token=${token}` })).statusCode).toBe(200)
  })

  it('answers nobody under a name that a foreign site could have', async () => {
    const answer = await ask('/api/hits', { host: 'rebound.example:8421' })
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).not.toHaveProperty('hits')
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    expect(answer.json()).toEqual({ code: 'permission_denied', message: expect.stringContaining('--inspector-names') as string })
  })

  it.each(['watch.test', 'devbox.lan:8421', '10.0.0.7:8421'])('answers under %s, which is its own', async (host) => {
    expect((await ask('/api/hits?limit=1', { host })).statusCode).toBe(200)
  })

  it.each([
    ['127.0.0.1', true],
    ['[::1]', true],
    ['localhost', true],
    ['a.localhost', true],
    ['devbox.lan', true],
    ['WATCH.test', true],
    ['a.watch.test', false],
    ['watch.test.evil.test', false],
    ['localhost.evil.test', false],
    ['127.0.0.1.evil.test', false],
    ['', false],
  ])('trusts %s: %s', (name, isTrusted) => expect(isTrustedHost(name, ['devbox.lan', 'Watch.test'])).toBe(isTrusted))
})

describe('the stream', () => {
  const open = async (): Promise<{ response: IncomingMessage; until: (pattern: RegExp) => Promise<string> }> => {
    const url = await inspector.listen({ host: '127.0.0.1', port: 0 })
    const response = await new Promise<IncomingMessage>((resolve) => get(`${url}/api/stream?token=${token}`, resolve))
    let heard = ''
    const until = (pattern: RegExp): Promise<string> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (pattern.test(heard)) resolve(heard)
        }
        response.on('data', (part: Buffer) => {
          heard += part.toString()
          check()
        })
        check()
      })
    return { response, until }
  }

  it('tells of hits, of what became a contact’s, and of totals', async () => {
    await collector.post(hit('before'))
    const { response, until } = await open()
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    await collector.post({ ...hit('a'), email_id: 'ann@a.test' })
    const heard = await until(/event: stats\n.*\n\n/)
    expect(heard.match(/event: hit/g)).toHaveLength(1)
    const told = JSON.parse(/event: hit\ndata: (.*)\n\n/.exec(heard)?.[1] ?? '') as HitRecord
    expect(told).toEqual(collector.store.newest(1)[0])
    expect(heard).toContain('event: attached\ndata: {"key":"k","cuid":"v","email":"ann@a.test"}\n\n')
    expect(heard).toContain('"accepted":2')
  })

  it('tells of a contact whose e-mail a server says late', async () => {
    const write = (id: string, identifiers: Readonly<Record<string, string>>): Promise<unknown> =>
      collector.store.write({
        arrival: { receivedAt: 1, via: '/v3/events', encoding: 'json', key: 's', cuid: null, sent: null },
        hits: [{ accepted: true, hit: { id, sib_type: 'track', sib_name: 'x', identifiers } }],
      })
    await write('a', { ext_id: 'shop-1' })
    const { until } = await open()
    await write('b', { ext_id: 'shop-1' })
    expect(await until(/event: stats\n.*\n\n/)).not.toContain('event: attached')
    await write('c', { ext_id: 'shop-1', email_id: 'ann@a.test' })
    expect(await until(/event: attached\n.*\n\n/)).toContain('event: attached\ndata: {"contact":1,"email":"ann@a.test"}\n\n')
    expect(collector.hits().map(({ email, body }) => [email, body.contact])).toEqual(Array(3).fill(['ann@a.test', 1]))
  })

  it('ends when the inspector stops', async () => {
    const { response } = await open()
    const ended = new Promise((resolve) => response.on('end', resolve))
    response.resume()
    await inspector.close()
    await ended
  })
})
