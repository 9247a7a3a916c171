import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiEvent } from '../contract/api-event'
import type { JsonObject } from '../contract/event'
import { createClient } from './client'
import type { Client, EventList } from './client'
import { isRestError } from './errors'
import type { RestError } from './errors'
import type { ClientOptions } from './options'
import { createTestFetch } from './testing/fetch'
import type { SeenRequest, Step } from './testing/fetch'

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') }))
afterEach(() => vi.useRealTimers())

const event: ApiEvent = { event_name: 'order_completed', identifiers: { email_id: 'a@b.test' } }

function connected(steps: readonly Step[], options: ClientOptions = {}): { client: Client; requests: readonly SeenRequest[] } {
  const { fetch, requests } = createTestFetch(...steps)
  return { client: createClient({ apiKey: 'secret', maKey: 'public', fetch, ...options }), requests }
}

/** The outcome of a call whose waits pass at once, and how long it took by the clock. */
async function outcome<T>(call: Promise<T>): Promise<{ value?: T; error?: RestError; ms: number }> {
  const startMs = Date.now()
  const settled = call.then(
    (value) => ({ value, ms: Date.now() - startMs }),
    (error: unknown) => {
      if (!isRestError(error)) throw error
      return { error, ms: Date.now() - startMs }
    },
  )
  await vi.runAllTimersAsync()
  return settled
}

describe('a call of api/v2', () => {
  it.each(['identify', 'trackEvent', 'trackLink', 'trackPage'] as const)('%s goes to its path with the public key alone', async (path) => {
    const { client, requests } = connected([{ status: 204 }])
    const body = { email: 'a@b.test', event: 'x', link: 'https://a.test', page: 'Home', properties: { a: 1 } }
    expect((await outcome(client[path](body))).value).toBeUndefined()
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'ma-key': 'public' }
    expect(requests).toEqual([{ method: 'POST', url: `https://in-automate.brevo.com/api/v2/${path}`, headers, body }])
  })
})

describe('a call of v3', () => {
  it('creates an event with the secret key alone', async () => {
    const { client, requests } = connected([{ status: 204 }])
    await outcome(client.createEvent(event))
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'api-key': 'secret' }
    expect(requests).toEqual([{ method: 'POST', url: 'https://api.brevo.com/v3/events', headers, body: event }])
  })

  it('lists events, a list in the query as a repeated name', async () => {
    const anonymous = { event_date: '2026-01-01T00:00:00Z', event_name: 'x' }
    const list: EventList = { events: [{ ...anonymous, contact_id: 1 }, anonymous], count: 2 }
    const { client, requests } = connected([{ status: 200, body: list }])
    const { value } = await outcome(client.getEvents({ contact_id: [1, 2], event_name: 'x', limit: 10 }))
    expect(value).toEqual(list)
    expect(requests).toMatchObject([{ method: 'GET', url: 'https://api.brevo.com/v3/events?contact_id=1&contact_id=2&event_name=x&limit=10' }])
    expect(requests[0]?.headers).not.toHaveProperty('content-type')
  })

  it('refuses an answer that is no list of events', async () => {
    const { client } = connected([{ status: 200, body: '<html>Welcome to the hotel</html>' }])
    const message = 'the answer is no list of events'
    expect((await outcome(client.getEvents())).error).toMatchObject({ code: 'unexpected_answer', status: 200, message })
  })

  it('says how to get a list that is too long, of which it reads no more than it may', async () => {
    let pulled = 0
    const megabyte = new Uint8Array(1024 * 1024).fill(0x20)
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      pulled++
      controller.enqueue(megabyte)
    }
    const client = createClient({ apiKey: 'secret', fetch: () => Promise.resolve(new Response(new ReadableStream({ pull }))) })
    const { error } = await outcome(client.getEvents({ limit: 10_000 }))
    expect(error).toMatchObject({ code: 'unexpected_answer', status: 200, attempts: 1 })
    expect(error?.message).toBe('the list is longer than 64 MB: ask for fewer events at a time, with a lower `limit`')
    expect(pulled).toBeLessThanOrEqual(66)
  })

  it('goes to another host, whose path is a prefix', async () => {
    const { client, requests } = connected([{ status: 204 }], { apiHost: 'http://127.0.0.1:1/brevo/' })
    await outcome(client.createEvent(event))
    expect(requests[0]?.url).toBe('http://127.0.0.1:1/brevo/v3/events')
  })
})

describe('an error', () => {
  it.each([400, 401, 403, 404, 405, 422])('of status %i carries the code of the API, and is final', async (status) => {
    const { client, requests } = connected([{ status, body: { code: 'permission_denied', message: 'no' } }])
    const { error } = await outcome(client.createEvent(event))
    expect(error).toMatchObject({ name: 'RestError', code: 'permission_denied', status, message: 'no', attempts: 1 })
    expect(requests).toHaveLength(1)
  })

  it.each([
    [400, 'invalid_parameter'],
    [401, 'unauthorized'],
    [402, 'not_enough_credits'],
    [403, 'permission_denied'],
    [404, 'document_not_found'],
    [405, 'method_not_allowed'],
    [413, 'too_large'],
    [429, 'too_many_requests'],
    [503, 'service_unavailable'],
  ])('of status %i without a body has the code %s', async (status, code) => {
    const { client } = connected([{ status }], { retries: 0 })
    expect((await outcome(client.createEvent(event))).error).toMatchObject({ code, status })
  })

  it('says that a redirect came, which nobody followed', async () => {
    const { client, requests } = connected([{ status: 307, headers: { location: 'https://evil.test' } }])
    expect((await outcome(client.createEvent(event))).error).toMatchObject({ code: 'redirected', status: 307 })
    expect(requests).toHaveLength(1)
  })

  it('says that the key for the call is missing, before anything is sent', async () => {
    const { fetch, requests } = createTestFetch({ status: 204 })
    const client = createClient({ maKey: 'public', fetch })
    const { error } = await outcome(client.createEvent(event))
    expect(error).toMatchObject({ code: 'unauthorized', status: 0, attempts: 0, message: expect.stringContaining('the client has no apiKey: pass createClient({ apiKey })') as unknown })
    expect(requests).toEqual([])
  })

  it('says that what was to be sent is no JSON, before anything is sent', async () => {
    const { client, requests } = connected([{ status: 204 }])
    const attributes = { id: 10n } as object as JsonObject
    const calls = [() => client.identify({ email: 'a@b.test', attributes }), () => client.createEvent({ ...event, event_properties: attributes })]
    for (const call of calls) {
      const { error } = await outcome(call())
      expect(error).toMatchObject({ code: 'invalid_parameter', status: 0, attempts: 0, cause: expect.any(TypeError) as unknown })
    }
    expect(requests).toEqual([])
  })

  it('never quotes a key or what was sent', async () => {
    for (const step of ['broken', { status: 401 }, { status: 500 }] as const) {
      const { error } = await outcome(connected([step], { retries: 0 }).client.createEvent(event))
      const shown = `${String(error)} ${error?.stack ?? ''} ${JSON.stringify(error)}`
      expect(shown).not.toMatch(/secret|a@b\.test/)
    }
  })
})

describe('a retry', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('is made after %i', async (status) => {
    const { client, requests } = connected([{ status }, { status }, { status: 204 }])
    const { error } = await outcome(client.createEvent(event))
    expect(error).toBeUndefined()
    expect(requests).toHaveLength(3)
    expect(new Set(requests.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  })

  it.each([501, 505])('is not made after %i', async (status) => {
    const { client, requests } = connected([{ status }])
    expect((await outcome(client.createEvent(event))).error).toMatchObject({ status })
    expect(requests).toHaveLength(1)
  })

  it('is made after a broken connection, and after silence', async () => {
    const { client, requests } = connected(['broken', 'silent', { status: 204 }], { timeoutMs: 5000 })
    const { error, ms } = await outcome(client.createEvent(event))
    expect(error).toBeUndefined()
    expect(ms).toBeGreaterThanOrEqual(5000)
    expect(requests).toHaveLength(3)
  })

  it('is not made more often than allowed, and the error says how often', async () => {
    const { client, requests } = connected(['silent'], { retries: 1, timeoutMs: 100 })
    expect((await outcome(client.createEvent(event))).error).toMatchObject({ code: 'timeout', status: 0, attempts: 2 })
    expect(requests).toHaveLength(2)
  })

  it('waits longer each time', async () => {
    const { client } = connected([{ status: 503 }, { status: 503 }, { status: 503 }, { status: 204 }], { retries: 3 })
    const { ms } = await outcome(client.createEvent(event))
    expect(ms).toBeGreaterThanOrEqual(250 + 500 + 1000)
    expect(ms).toBeLessThanOrEqual(500 + 1000 + 2000)
  })

  it.each([
    ['Retry-After in seconds', 503, { 'retry-after': '7' }, 7000],
    ['Retry-After as a date', 503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9000],
    ['x-sib-ratelimit-reset in seconds', 429, { 'x-sib-ratelimit-reset': '30' }, 30_000],
    ['the longer of both', 429, { 'retry-after': '2', 'x-sib-ratelimit-reset': '4' }, 4000],
  ])('waits as long as the server asks by %s', async (_name, status, headers, expectedMs) => {
    const { client, requests } = connected([{ status, headers }, { status: 204 }])
    expect(await outcome(client.createEvent(event))).toMatchObject({ ms: expectedMs })
    expect(requests).toHaveLength(2)
  })

  it('does not take the count of the limit, which every answer has, for a wish to wait', async () => {
    const { client, requests } = connected([{ status: 503, headers: { 'x-sib-ratelimit-reset': '3000' } }, { status: 204 }])
    const { error, ms } = await outcome(client.createEvent(event))
    expect({ error, requests: requests.length }).toEqual({ error: undefined, requests: 2 })
    expect(ms).toBeLessThan(1000)
  })

  it('is left to the caller where the server asks for more patience than allowed', async () => {
    const { client, requests } = connected([{ status: 429, headers: { 'retry-after': '61' } }])
    const { error, ms } = await outcome(client.createEvent(event))
    expect(error).toMatchObject({ code: 'too_many_requests', retryAfterMs: 61_000 })
    expect({ ms, requests: requests.length }).toEqual({ ms: 0, requests: 1 })
  })
})

describe('an abort', () => {
  const reason = new Error('no longer wanted')

  it('ends a call that has not begun', async () => {
    const { client, requests } = connected([{ status: 204 }])
    const { error } = await outcome(client.createEvent(event, { signal: AbortSignal.abort(reason) }))
    expect(error).toMatchObject({ code: 'aborted', status: 0, attempts: 0 })
    expect(error?.cause).toBe(reason)
    expect(requests).toEqual([])
  })

  it.each([
    ['a request under way', 'silent'],
    ['the wait for a retry', { status: 503, headers: { 'retry-after': '50' } }],
  ] as const)('ends %s', async (_what, answer) => {
    const { client, requests } = connected([answer])
    const controller = new AbortController()
    const call = client.createEvent(event, { signal: controller.signal }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(10)
    controller.abort(reason)
    const error = await call
    expect(isRestError(error) && error).toMatchObject({ code: 'aborted', status: 0, attempts: 1 })
    expect((error as RestError).cause).toBe(reason)
    expect({ requests: requests.length, timers: vi.getTimerCount() }).toEqual({ requests: 1, timers: 0 })
  })

  it('is told from a request that takes too long, whose cause says so too', async () => {
    const { client } = connected(['silent'], { retries: 0, timeoutMs: 100 })
    const { error } = await outcome(client.createEvent(event, { signal: new AbortController().signal }))
    expect(error).toMatchObject({ code: 'timeout', status: 0, attempts: 1, cause: { name: 'TimeoutError' } })
  })
})

describe('the rate limit', () => {
  it('is told of each answer', async () => {
    const headers = { 'x-sib-ratelimit-limit': '10', 'x-sib-ratelimit-remaining': '3', 'x-sib-ratelimit-reset': '1' }
    const told: unknown[] = []
    const { client } = connected([{ status: 429, headers }, { status: 204 }], { onRateLimit: (limit) => told.push(limit) })
    await outcome(client.createEvent(event))
    expect(told).toEqual([
      { path: 'v3/events', status: 429, limit: 10, remaining: 3, resetMs: 1000 },
      { path: 'v3/events', status: 204, limit: undefined, remaining: undefined, resetMs: undefined },
    ])
  })
})

describe('an option', () => {
  it.each([
    [{ apiKey: 'a\nb' }, 'apiKey must be text of visible ASCII characters without spaces: copy it anew'],
    [{ apiKey: 'a\n' }, 'apiKey has white space around it, as a line of a file has: trim it'],
    [{ apiKey: '' }, 'apiKey is empty: leave it out, or set the variable that it comes from'],
    [{ apiKey: null }, 'apiKey must be text, and is missing'],
    [{ apiKey: ['a'] }, 'apiKey must be text, and is a list'],
    [{ maKey: 17 }, 'maKey must be text, and is of type number'],
    [{ maKey: 'clé' }, 'maKey must be text of visible ASCII'],
    [{ apiHost: 'api.brevo.com' }, 'apiHost must be a whole http or https address, such as https://api.brevo.com'],
    [{ apiHost: 'ftp://a.test' }, 'apiHost must be a whole http'],
    [{ trackerHost: 'https://user:pass@a.test' }, 'trackerHost must be an origin, with a path at most: leave out user'],
    [{ timeoutMs: 0 }, 'timeoutMs must be a whole number from 1 to 2147483647, in ms'],
    [{ timeoutMs: '10s' }, 'timeoutMs must be a whole number'],
    [{ retries: -1 }, 'retries must be a whole number from 0'],
    [{ retries: 1.5 }, 'retries'],
    [{ maxWaitMs: Infinity }, 'maxWaitMs must be a whole number from 0 to 2147483647, in ms'],
    [{ fetch: 'fetch' }, 'fetch must be a function, and is of type string'],
    [{ onRateLimit: {} }, 'onRateLimit must be a function'],
    [{ apikey: 'a' }, 'apikey is no option; there are apiKey, maKey'],
    [undefined, 'the options must be an object, as in createClient({ apiKey })'],
    ['secret', 'the options must be an object'],
  ])('that is wrong is named, with the way out: %j', (options, named) => {
    const create = () => createClient(options as ClientOptions)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(named)
  })

  it.each(['my secret', ' secret', 'secret\n', 'sécret'])('that is wrong is not quoted, if it is a key: %j', (apiKey) => {
    expect(() => createClient({ apiKey })).not.toThrow(/s.cret/)
  })
})
