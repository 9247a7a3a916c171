import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import { settle } from '../settings/settle'
import { fromFlags } from '../settings/sources'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import { apiKey, deviation } from './testing'

let collector: TestCollector

beforeEach(() => {
  collector = createTestCollector({ ...settle([]), apiKeys: [apiKey, 'another'], maxApiRequestsPerSecond: Infinity })
})

afterEach(() => collector.end())

/** Goes on with a collector that was started with these flags. */
async function restart(flags: Readonly<Record<string, string>>): Promise<void> {
  await collector.end()
  collector = createTestCollector({ ...settle([fromFlags(flags)]), apiKeys: [apiKey] })
}

type Headers = Record<string, string>

/** Posts and holds the answer against the description. */
async function post(path: string, body: unknown, headers: Headers = {}): Promise<LightMyRequestResponse> {
  const answer = await collector.app.inject({
    method: 'POST',
    url: path,
    headers: { 'api-key': apiKey, 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
  expect(deviation('POST', path, answer)).toBeUndefined()
  return answer
}

async function list(query = '', headers: Headers = { 'api-key': apiKey }): Promise<LightMyRequestResponse> {
  const answer = await collector.app.inject({ url: `/v3/events?${query}`, headers })
  expect(deviation('GET', '/v3/events', answer)).toBeUndefined()
  return answer
}

interface Listed {
  readonly count: number
  readonly events: readonly {
    readonly contact_id?: number
    readonly event_name: string
    readonly event_date: string
    readonly object_type?: string
    readonly event_properties: unknown
    readonly contact_properties: unknown
  }[]
}

const listed = async (query = ''): Promise<Listed> => (await list(query)).json<Listed>()
const namesOf = async (query: string): Promise<readonly string[]> => (await listed(query)).events.map((event) => event.event_name)

const identifiers = { email_id: 'ann@a.test' }
const event = { event_name: 'video_played', identifiers }
const create = (fields: object = {}): Promise<LightMyRequestResponse> => post('/v3/events', { ...event, ...fields })

describe('POST v3/events', () => {
  it('stores an event with all that it may have, answers 204 without a body, and lists it', async () => {
    const answer = await create({
      event_date: '2024-01-24T17:39:57+01:00',
      contact_properties: { FIRSTNAME: 'Jane', AGE: 37, OPTIN: true },
      event_properties: { 'cart-id': 'c_1', total: 12.5, gift: false, items: [{ name: 'Shoes', note: null }], at: '2024-01-24T17:39:57Z' },
      object: { type: 'subscription', identifiers: { ext_id: 's1' } },
    })
    expect(answer.statusCode).toBe(204)
    expect(answer.body).toBe('')
    expect(collector.hits()).toMatchObject([
      { via: '/v3/events', encoding: 'json', kind: 'track', name: 'video_played', email: 'ann@a.test', accepted: true },
    ])
    const all = await listed('startDate=2024-01-24&endDate=2024-01-24')
    expect(all).toEqual({
      count: 1,
      events: [
        {
          contact_id: 1,
          event_name: 'video_played',
          event_date: '2024-01-24T16:39:57.000Z',
          object_type: 'subscription',
          event_properties: { 'cart-id': 'c_1', total: 12.5, gift: false, items: [{ name: 'Shoes', note: null }], at: '2024-01-24T17:39:57Z' },
          contact_properties: { FIRSTNAME: 'Jane', AGE: 37, OPTIN: true },
        },
      ],
    })
  })

  it('keeps the secret key out of what people read', async () => {
    await create()
    expect(JSON.stringify(collector.hits())).not.toContain(apiKey)
    expect(collector.hits()[0]?.key).toMatch(/^api-key [0-9a-f]{8}$/)
  })

  it.each([
    ['Z', '2024-02-06T20:59:23.383Z', '2024-02-06T20:59:23.383Z'],
    ['an offset', '2024-02-06T20:59:23-0530', '2024-02-07T02:29:23.000Z'],
    ['an offset of hours', '2024-02-06T20:59:23+01', '2024-02-06T19:59:23.000Z'],
    ['no seconds', '2024-02-06T20:59Z', '2024-02-06T20:59:00.000Z'],
    ['no zone, which is UTC', '2024-02-06T20:59:23', '2024-02-06T20:59:23.000Z'],
  ])('reads a date with %s', async (_zone, date, expected) => {
    expect((await create({ event_date: date })).statusCode).toBe(204)
    expect((await listed('startDate=2024-01-01&endDate=2024-12-31')).events[0]?.event_date).toBe(expected)
  })

  it('takes the time of receipt where there is no date', async () => {
    const before = Date.now()
    await create()
    const at = Date.parse((await listed()).events[0]?.event_date ?? '')
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
  })

  it.each([
    [{ email_id: 'a@a.test' }],
    [{ ext_id: 'customer-1' }],
    [{ phone_id: '+12025550153' }],
    [{ whatsapp_id: '+12025550153' }],
    [{ landline_number_id: '+12025550153' }],
    [{ contact_id: 42 }],
    [{ ext_id: '1', email_id: '', phone_id: null }],
  ])('knows a contact by %j', async (given) => {
    for (let count = 0; count < 2; count++) expect((await create({ identifiers: given })).statusCode).toBe(204)
    const ids = (await listed()).events.map((one) => one.contact_id)
    expect(ids).toEqual(Array(2).fill('contact_id' in given ? 42 : 1))
  })

  it.each([
    [{ event_name: 'a'.repeat(255) }],
    [{ event_name: 'Az09-_' }],
    [{ event_properties: { ['k'.repeat(255)]: 1 } }],
    [{ event_properties: [], contact_properties: null, object: null, event_date: null }],
    [{ object: { type: 'vehicle' } }],
    [{ unknown: true }],
    [{ contact_properties: { 'ANY NAME': 'x' } }],
  ])('takes %j', async (fields) => {
    expect((await create(fields)).statusCode).toBe(204)
  })

  it.each([
    ['missing_parameter', 'event_name', { event_name: undefined }],
    ['missing_parameter', 'event_name', { event_name: '' }],
    ['missing_parameter', 'event_name', { event_name: null }],
    ['invalid_parameter', 'event_name', { event_name: 5 }],
    ['out_of_range', 'event_name', { event_name: 'a'.repeat(256) }],
    ['missing_parameter', 'identifiers', { identifiers: undefined }],
    ['missing_parameter', 'identifiers', { identifiers: {} }],
    ['missing_parameter', 'identifiers', { identifiers: { email_id: '' } }],
    ['missing_parameter', 'identifiers', { identifiers: { other: 'x' } }],
    ['invalid_parameter', 'identifiers', { identifiers: 'ann@a.test' }],
    ['invalid_parameter', 'email_id', { identifiers: { email_id: 'nobody' } }],
    ['invalid_parameter', 'ext_id', { identifiers: { ext_id: 5 } }],
    ['invalid_parameter', 'ext_id', { identifiers: { ext_id: 'a\u0000b' } }],
    ['invalid_parameter', 'contact_id', { identifiers: { contact_id: '5' } }],
    ['invalid_parameter', 'contact_id', { identifiers: { contact_id: 1.5 } }],
    ['out_of_range', 'contact_id', { identifiers: { contact_id: 0 } }],
    ['out_of_range', 'contact_id', { identifiers: { contact_id: 2 ** 53 } }],
    ['invalid_parameter', 'event_date', { event_date: 'yesterday' }],
    ['invalid_parameter', 'event_date', { event_date: 1_700_000_000 }],
    ['invalid_parameter', 'event_date', { event_date: '2024-02-30T00:00:00Z' }],
    ['invalid_parameter', 'event_date', { event_date: '2024-01-24T23:59:60Z' }],
    ['invalid_parameter', 'contact_properties', { contact_properties: 'x' }],
    ['invalid_parameter', 'contact_properties.A', { contact_properties: { A: {} } }],
    ['invalid_parameter', 'event_properties', { event_properties: 'x' }],
    ['invalid_parameter', 'a key', { event_properties: { 'a key': 1 } }],
    ['invalid_parameter', 'prix €', { event_properties: { items: [{ 'prix €': 1 }] } }],
    ['out_of_range', '255', { event_properties: { ['k'.repeat(256)]: 1 } }],
    ['out_of_range', '51200 bytes', { event_properties: { a: 'x'.repeat(50 * 1024) } }],
    ['invalid_parameter', 'object', { object: 'x' }],
    ['invalid_parameter', 'object.type', { object: { type: 5 } }],
    ['invalid_parameter', 'id or ext_id', { object: { type: 'a', identifiers: { id: '1', ext_id: '2' } } }],
  ])('refuses with %s, naming %s: %#', async (code, named, fields) => {
    const answer = await create(fields)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({ code, message: expect.stringContaining(named) as string })
    expect(collector.hits()).toMatchObject([{ accepted: false, code, via: '/v3/events' }])
    expect((await listed()).count).toBe(0)
  })

  it.each(['order completed', 'café', 'a.b'])('refuses the name %j, which has other characters than its alphabet', async (name) => {
    const answer = await create({ event_name: name })
    expect([answer.statusCode, answer.json()]).toEqual([400, { code: 'invalid_parameter', message: expect.stringContaining('event_name') as string }])
    expect(collector.hits()).toMatchObject([{ accepted: false, code: 'invalid_parameter', via: '/v3/events' }])
    expect((await listed()).count).toBe(0)
  })

  it('takes 50 KB of event properties to the byte', async () => {
    const padding = 50 * 1024 - JSON.stringify({ a: '' }).length
    expect((await create({ event_properties: { a: 'x'.repeat(padding) } })).statusCode).toBe(204)
    expect((await create({ event_properties: { a: 'é'.repeat(padding / 2 + 1) } })).statusCode).toBe(400)
  })

  it.each([
    ['100', 101, 400],
    ['none', 60_000, 204],
  ])('takes as much of event properties as it is set to: %s', async (maxApiPropertiesBytes, bytes, status) => {
    await restart({ maxApiPropertiesBytes })
    const sized = (size: number): object => ({ event_properties: { a: 'x'.repeat(size - JSON.stringify({ a: '' }).length) } })
    expect((await create(sized(100))).statusCode).toBe(204)
    expect((await create(sized(bytes))).statusCode).toBe(status)
  })

  it.each(['', 'nonsense', '[]', '"text"', 'null', '{"event_name":"a","identifiers":{"__proto__":{"email_id":"a@a.test"}}}'])(
    'refuses %j, which is no event',
    async (body) => {
      const answer = await post('/v3/events', body)
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'invalid_parameter' })
    },
  )

  it('refuses what is too deep, and a body that is too large', async () => {
    const deep = `{"event_name":"a","identifiers":{"ext_id":"1"},"event_properties":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`
    expect((await post('/v3/events', deep)).json()).toMatchObject({ code: 'invalid_parameter' })
    const large = await create({ event_properties: { a: 'x'.repeat(300_000) } })
    expect(large.statusCode).toBe(413)
    expect(large.json()).toMatchObject({ code: 'too_large' })
    expect(collector.hits().map(({ code }) => code)).toEqual(['invalid_parameter', 'too_large'])
  })
})

describe('who an event is about', () => {
  it('is decided by contact_id before all other identifiers', async () => {
    await create({ identifiers: { email_id: 'ann@a.test' } })
    await create({ identifiers: { email_id: 'bob@a.test' } })
    await create({ identifiers: { email_id: 'bob@a.test', ext_id: 'x', contact_id: 1 } })
    expect((await listed()).events.map((one) => one.contact_id)).toEqual([1, 2, 1])
    expect(collector.hits().map(({ email }) => email)).toEqual(['ann@a.test', 'bob@a.test', 'ann@a.test'])
  })

  it('is known by any name that once stood beside another', async () => {
    await create({ identifiers: { email_id: 'ann@a.test', ext_id: 'x', phone_id: '+1' } })
    await create({ identifiers: { ext_id: 'x' } })
    await create({ identifiers: { phone_id: '+1' } })
    expect((await listed('contact_id=1')).count).toBe(3)
    expect(collector.hits().map(({ email }) => email)).toEqual(['ann@a.test', 'ann@a.test', 'ann@a.test'])
  })

  it('stays with the contact that had the name first, unless it names another e-mail', async () => {
    await create({ identifiers: { email_id: 'ann@a.test', ext_id: 'x' } })
    await create({ identifiers: { email_id: 'bob@a.test', ext_id: 'x' } })
    await create({ identifiers: { ext_id: 'x' } })
    expect((await listed()).events.map((one) => one.contact_id)).toEqual([1, 2, 1])
    expect(collector.hits().map(({ email }) => email)).toEqual(['ann@a.test', 'bob@a.test', 'ann@a.test'])
  })

  it('does not collide with numbers that a server brought from elsewhere', async () => {
    await create({ identifiers: { contact_id: 2 } })
    for (const ext_id of ['a', 'b']) await create({ identifiers: { ext_id } })
    expect((await listed()).events.map((one) => one.contact_id)).toEqual([3, 1, 2])
  })

  it('is known by what a page said with identify', async () => {
    await collector.rest('identify', { email: 'ann@a.test', attributes: { EXT_ID: 'x', SMS: '+1' } })
    await create({ identifiers: { ext_id: 'x' } })
    expect(collector.hits().at(-1)).toMatchObject({ email: 'ann@a.test' })
  })
})

describe('POST v3/events/batch', () => {
  const batch = (body: unknown): Promise<LightMyRequestResponse> => post('/v3/events/batch', body)

  it.each([
    ['an object', (events: unknown) => ({ events })],
    ['a bare list', (events: unknown) => events],
  ])('takes %s of events', async (_shape, shape) => {
    const answer = await batch(shape([event, { ...event, event_name: 'b' }]))
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toEqual({ message: expect.any(String) as string, count: 2 })
    expect(await namesOf('')).toEqual(['b', 'video_played'])
  })

  it('stores what is right and says of the rest what is wrong, by its place', async () => {
    const broken = [{ ...event, event_name: '' }, { ...event, identifiers: {} }, 'text', { identifiers }]
    const answer = await batch({ events: [event, ...broken, { ...event, event_name: 'last' }] })
    expect(answer.statusCode).toBe(207)
    expect(answer.json()).toEqual({
      status: 'partial_success',
      total_events: 6,
      successful_events: 2,
      failed_events: 4,
      errors: [
        { eventIndex: [1, 4], message: 'event_name is missing' },
        { eventIndex: [2], message: expect.stringContaining('identifiers') as string },
        { eventIndex: [3], message: expect.stringContaining('object') as string },
      ],
    })
    expect(await namesOf('')).toEqual(['last', 'video_played'])
    expect(collector.store.totals()).toMatchObject({ accepted: 2, rejected: 4 })
  })

  it('is not failed by an item that is too deep or reaches for a prototype', async () => {
    const deep = `{"event_name":"deep","identifiers":{"ext_id":"1"},"event_properties":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`
    const polluted = '{"event_name":"a","identifiers":{"ext_id":"1"},"event_properties":{"__proto__":{"b":1}}}'
    const answer = await batch(`{"events":[${deep},${JSON.stringify(event)},${polluted}]}`)
    expect(answer.json()).toMatchObject({ successful_events: 1, failed_events: 2 })
    expect(await namesOf('')).toEqual(['video_played'])
    expect(({} as Record<string, unknown>).b).toBeUndefined()
  })

  it('answers 207 where nothing is right', async () => {
    expect((await batch({ events: [{}] })).json()).toMatchObject({ status: 'failed', successful_events: 0, failed_events: 1 })
  })

  it('takes 200 events, and no more', async () => {
    expect((await batch({ events: Array(200).fill(event) })).json()).toMatchObject({ count: 200 })
    const answer = await batch({ events: Array(201).fill(event) })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({ code: 'out_of_range', message: expect.stringContaining('200') as string })
    expect((await listed()).count).toBe(200)
  })

  it.each([
    ['3', 4, 400],
    ['none', 500, 202],
  ])('takes as many events as it is set to: %s', async (maxApiBatchEvents, count, status) => {
    await restart({ maxApiBatchEvents })
    expect((await batch({ events: Array(3).fill(event) })).statusCode).toBe(202)
    expect((await batch({ events: Array(count).fill(event) })).statusCode).toBe(status)
  })

  it('takes 512 KB, and no more', async () => {
    const padded = (bytes: number): string => {
      const text = JSON.stringify({ events: [event], pad: '' })
      return text.replace('"pad":""', `"pad":"${'x'.repeat(bytes - text.length)}"`)
    }
    expect((await batch(padded(512 * 1024))).statusCode).toBe(202)
    const answer = await batch(padded(512 * 1024 + 1))
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toEqual({ code: 'too_large', message: expect.stringContaining('(--max-api-batch-bytes)') as string })
    expect(collector.hits().at(-1)).toMatchObject({ accepted: false, code: 'too_large' })
  })

  it.each([['100', 101, 413], ['none', 600_000, 202]])('takes as much as it is set to: %s', async (given, bytes, status) => {
    await restart({ maxApiBatchBytes: given, maxBodyBytes: '90' })
    expect((await batch({ events: [{ ...event, event_name: 'a' }], pad: '' })).statusCode).toBe(202)
    expect((await batch({ events: [{ ...event, event_name: 'a' }], pad: 'x'.repeat(bytes) })).statusCode).toBe(status)
  })

  it.each([
    ['missing_parameter', {}],
    ['missing_parameter', { events: [] }],
    ['missing_parameter', []],
    ['invalid_parameter', { events: event }],
    ['invalid_parameter', 'nonsense'],
    ['invalid_parameter', '"text"'],
    ['invalid_parameter', 'null'],
  ])('is refused as a whole with %s: %j', async (code, body) => {
    const answer = await batch(body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code })
  })
})

describe('GET v3/events', () => {
  const at = (name: string, date: string, fields: object = {}): Promise<unknown> => create({ event_name: name, event_date: date, ...fields })
  const all = 'startDate=2024-01-01&endDate=2024-12-31'

  it('lists the newest first, in parts', async () => {
    await at('second', '2024-05-02T00:00:00Z')
    await at('third', '2024-05-03T00:00:00Z')
    await at('first', '2024-05-01T00:00:00Z')
    expect(await namesOf(all)).toEqual(['third', 'second', 'first'])
    expect(await listed(`${all}&limit=1&offset=1`)).toMatchObject({ count: 3, events: [{ event_name: 'second' }] })
    expect(await listed(`${all}&offset=3`)).toEqual({ count: 3, events: [] })
  })

  it('filters by contact, name and object, each of them any of several', async () => {
    for (const [name, email, type] of [['a', 'ann@a.test', 'car'], ['b', 'bob@a.test', 'boat'], ['c', 'cat@a.test', undefined]] as const)
      await at(name, '2024-05-01T00:00:00Z', { identifiers: { email_id: email }, ...(type && { object: { type } }) })
    expect(await namesOf(`${all}&contact_id=2`)).toEqual(['b'])
    expect(await namesOf(`${all}&contact_id=1&contact_id=3`)).toEqual(['c', 'a'])
    expect(await namesOf(`${all}&event_name=a&event_name=b`)).toEqual(['b', 'a'])
    expect(await namesOf(`${all}&object_type=car&object_type=boat`)).toEqual(['b', 'a'])
    expect(await namesOf(`${all}&object_type=car&event_name=b`)).toEqual([])
    expect(await listed(`${all}&contact_id=99`)).toEqual({ count: 0, events: [] })
    expect(await namesOf(`${all}&contact_id[]=1&contact_id[]=3`)).toEqual(['c', 'a'])
    expect(await namesOf(`${all}&contact_id%5B0%5D=1&contact_id%5B1%5D=3`)).toEqual(['c', 'a'])
    expect(await namesOf(`${all}&event_name[]=a&object_type[]=car`)).toEqual(['a'])
    expect((await list(`${all}&contact_id[]=me`)).statusCode).toBe(400)
  })

  it('has days with their last moment, and moments', async () => {
    await at('early', '2024-05-01T00:00:00.000Z')
    await at('late', '2024-05-01T23:59:59.999Z')
    await at('after', '2024-05-02T00:00:00.000Z')
    expect(await namesOf('startDate=2024-05-01&endDate=2024-05-01')).toEqual(['late', 'early'])
    expect(await namesOf('startDate=2024-05-01T23:59:59.999Z&endDate=2024-05-02T00:00:00Z')).toEqual(['after', 'late'])
    for (const plus of ['%2B', '+', ' '])
      expect(await namesOf(`startDate=2024-05-02T01:00:00${plus}01:00&endDate=2024-05-02T01:00${plus}0100`)).toEqual(['after'])
  })

  it('goes back six months where no dates are given', async () => {
    const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
    await at('recent', ago(170))
    await at('old', ago(190))
    expect(await namesOf('')).toEqual(['recent'])
  })

  it('lists by default what a clock that is ahead has sent, and not what is years ahead', async () => {
    const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
    await at('fast', inHours(0.1))
    await at('local', inHours(14))
    await at('far', '9999-01-01T00:00:00Z')
    expect(await listed()).toMatchObject({ count: 2, events: [{ event_name: 'local' }, { event_name: 'fast' }] })
    expect(await namesOf('startDate=2024-01-01&endDate=9999-12-31')).toEqual(['far', 'local', 'fast'])
  })

  it.each([
    ['out_of_range', 'limit=0'],
    ['out_of_range', 'limit=10001'],
    ['out_of_range', 'limit=many'],
    ['out_of_range', 'limit='],
    ['out_of_range', 'offset=-1'],
    ['out_of_range', 'offset=1.5'],
    ['invalid_parameter', 'contact_id=me'],
    ['missing_parameter', 'startDate=2024-01-01'],
    ['missing_parameter', 'endDate=2024-01-01'],
    ['invalid_parameter', 'startDate=yesterday&endDate=2024-01-01'],
    ['invalid_parameter', 'startDate=2024-01-01&endDate=2024-02-30'],
    ['out_of_range', 'startDate=2024-01-02&endDate=2024-01-01'],
  ])('refuses with %s: %s', async (code, query) => {
    const answer = await list(query)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({ code, message: expect.any(String) as string })
  })

  it('lists the custom events of browsers and of v2, and nothing else', async () => {
    const ts = Date.now()
    const hit = { lane: 'l', seq: 0, ts: ts - 60_000 }
    await collector.post({
      key: 'key',
      cuid: 'visitor',
      sent: ts,
      hits: [
        { ...hit, id: 'a', sib_type: 'track', sib_name: 'cart updated', properties: { PLAN: 'x' }, event: { id: 'cart:1', data: { total: 5 } } },
        { ...hit, id: 'b', sib_type: 'page', sib_name: 'Home' },
        { ...hit, id: 'c', sib_type: 'track', sib_name: '' },
        { ...hit, id: 'd', sib_type: 'dropped', properties: { overflow: 1 } },
      ],
    })
    await collector.rest('trackEvent', { email: 'ann@a.test', event: 'e', eventdata: { data: [1] } })
    await collector.rest('trackPage', { email: 'ann@a.test', page: 'p' })
    const { count, events } = await listed()
    expect(count).toBe(2)
    expect(events).toMatchObject([
      { contact_id: 1, event_name: 'e', event_properties: { data: [1] }, contact_properties: {} },
      { event_name: 'cart updated', event_properties: { id: 'cart:1', total: 5 }, contact_properties: { PLAN: 'x' } },
    ])
    expect(events[1]).not.toHaveProperty('contact_id')
    expect(Date.parse(events[1]?.event_date ?? '')).toBeLessThanOrEqual(Date.now() - 60_000)
  })

  it('gives the events of a visitor to the contact that the visitor turns out to be', async () => {
    await collector.post({ key: 'key', cuid: 'visitor', sib_type: 'track', sib_name: 'seen' })
    await collector.post({ key: 'key', cuid: 'visitor', sib_type: 'identify', email_id: 'ann@a.test' })
    expect(await listed('contact_id=1')).toMatchObject({ count: 1, events: [{ event_name: 'seen', contact_id: 1 }] })
  })

  it('shows what came with any of the account’s keys, client keys included', async () => {
    await create()
    await post('/v3/events', { ...event, event_name: 'b' }, { 'api-key': 'another' })
    await collector.post({ key: 'one', sib_type: 'track', sib_name: 'c', id: '1' })
    await collector.post({ key: 'two', sib_type: 'track', sib_name: 'd', id: '1' })
    expect(await namesOf('')).toEqual(['d', 'c', 'b', 'video_played'])
  })

  it('lists an event whose time cannot be a date', async () => {
    await collector.post({ key: 'k', sib_type: 'track', sib_name: 'e', ts: 1e300, sent: 1e301 })
    expect(await namesOf('')).toEqual(['e'])
  })
})
