import * as brevo4 from 'brevo-4'
import * as brevo5 from 'brevo-5'
import * as brevo6 from 'brevo-6'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apiKey, startServerCollector, watchStatuses } from './collector'
import type { ServerCollector, Statuses } from './collector'

/** The vendor's packages of these generations are generated from its own OpenAPI file, and alike in what follows. */
const packages = [
  ['6', brevo6],
  ['5', brevo5],
  ['4', brevo4],
] as const

const identifiers = { email_id: 'ann@a.test' }
const event = { event_name: 'order_created', identifiers }
const unnamed = { event_name: '', identifiers }

/** Shared by the tests that do not look at what others have stored or at how often they call. */
let collector: ServerCollector
let statuses: Statuses

beforeAll(async () => {
  collector = await startServerCollector({ maxApiRequestsPerSecond: 'none' })
})

afterAll(() => collector.remove())

beforeEach(() => {
  statuses = watchStatuses()
})

afterEach(() => statuses.end())

/** A collector of the test's own. */
async function withCollector(test: (own: ServerCollector) => Promise<void>): Promise<void> {
  const own = await startServerCollector()
  await test(own).finally(() => own.remove())
}

describe.each(packages)('@getbrevo/brevo %s', (_version, { BrevoClient, Brevo, BrevoError }) => {
  const clientOf = (key = apiKey, baseUrl = collector.v3) => new BrevoClient({ apiKey: key, baseUrl })

  it('creates an event', async () => {
    const { data, rawResponse } = await clientOf()
      .event.createEvent({
        ...event,
        event_date: new Date().toISOString(),
        contact_properties: { FIRSTNAME: 'Jane', AGE: 37 },
        event_properties: { total: 12.5, items: [{ name: 'Shoes' }] },
      })
      .withRawResponse()
    expect(data).toBeUndefined()
    expect(rawResponse.status).toBe(204)
    expect(rawResponse.headers.get('x-sib-ratelimit-limit')).toBe('36000')
    expect(rawResponse.headers.get('x-sib-ratelimit-remaining')).toMatch(/^\d+$/)
    expect(rawResponse.headers.get('x-sib-ratelimit-reset')).toMatch(/^\d+$/)
  })

  it('says which record of a contact of known number an event is about', () =>
    withCollector(async ({ v3 }) => {
      const object = { type: 'subscription', identifiers: { ext_id: 's1' } }
      await clientOf(apiKey, v3).event.createEvent({ event_name: 'renewed', identifiers: { contact_id: 77, email_id: 'ann@a.test' }, object })
      const listed = async (query: string): Promise<unknown> => (await fetch(`${v3}/events?${query}`, { headers: { 'api-key': apiKey } })).json()
      expect(await listed('contact_id=77&object_type=subscription')).toMatchObject({ count: 1, events: [{ contact_id: 77, event_name: 'renewed', object_type: 'subscription' }] })
      expect(await listed('object_type=vehicle')).toMatchObject({ count: 0 })
    }),
  )

  it('is told what is wrong with an event, and does not ask again', async () => {
    const error: unknown = await clientOf().event.createEvent(unnamed).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Brevo.BadRequestError)
    expect(error).toMatchObject({ statusCode: 400, body: { code: 'missing_parameter', message: 'event_name is missing' } })
    expect(statuses.seen).toEqual([400])
  })

  it('is told that its key is wrong, and does not ask again', async () => {
    const error: unknown = await clientOf('wrong').event.createEvent(event).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Brevo.UnauthorizedError)
    expect(error).toMatchObject({ statusCode: 401, body: { code: 'unauthorized' } })
    expect(statuses.seen).toEqual([401])
  })

  it('waits as long as it is told when it was too fast, and loses nothing', { timeout: 20_000 }, () =>
    withCollector(async ({ v3 }) => {
      const client = clientOf(apiKey, v3)
      await Promise.all(Array.from({ length: 14 }, () => client.event.createEvent(event)))
      expect(new Set(statuses.seen)).toEqual(new Set([204, 429]))
      expect(statuses.seen.filter((status) => status === 204)).toHaveLength(14)
    }),
  )

  it('asks again where the collector could not store, and succeeds once it can', { timeout: 30_000 }, async () => {
    const unlock = collector.lock()
    const refused = statuses.next(503)
    const created = clientOf().event.createEvent(event)
    await refused
    unlock()
    await created
    expect(statuses.seen).toEqual([503, 204])
  })

  it('gives up with the status where it asked in vain', { timeout: 30_000 }, async () => {
    const unlock = collector.lock()
    const error: unknown = await clientOf().event.createEvent(event, { maxRetries: 0 }).catch((reason: unknown) => reason)
    unlock()
    expect(error).toBeInstanceOf(BrevoError)
    expect(error).toMatchObject({ statusCode: 503, body: { code: 'service_unavailable' } })
  })
})

describe.each([
  ['6', (items: (typeof event)[]) => new brevo6.BrevoClient({ apiKey, baseUrl: collector.v3 }).event.createBatchEvents({ events: items })],
  ['5', (items: (typeof event)[]) => new brevo5.BrevoClient({ apiKey, baseUrl: collector.v3 }).event.createBatchEvents(items)],
] as const)('a batch of @getbrevo/brevo %s', (_version, createBatch) => {
  it('is accepted', async () => {
    expect(await createBatch([event, event])).toEqual({ message: expect.any(String) as string, count: 2 })
    expect(statuses.seen).toEqual([202])
  })

  it('is accepted in part', async () => {
    expect(await createBatch([event, unnamed, event])).toEqual({
      status: 'partial_success',
      total_events: 3,
      successful_events: 2,
      failed_events: 1,
      errors: [{ eventIndex: [1], message: 'event_name is missing' }],
    })
    expect(statuses.seen).toEqual([207])
  })

  it('is refused where it is empty', async () => {
    const error: unknown = await createBatch([]).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ statusCode: 400, body: { code: 'missing_parameter' } })
  })
})

describe.each([
  ['6', brevo6.BrevoClient],
  ['5', brevo5.BrevoClient],
] as const)('a list of @getbrevo/brevo %s', (_version, Client) => {
  it('has the events of the contacts, names and dates that were asked for', () =>
    withCollector(async ({ v3 }) => {
      const client = new Client({ apiKey, baseUrl: v3 })
      for (const [event_name, email_id] of [['a', 'ann@a.test'], ['b', 'bob@a.test'], ['a', 'cat@a.test']] as const)
        await client.event.createEvent({ event_name, identifiers: { email_id } })
      const { events, count } = await client.event.getEvents({ contact_id: [1, 2], limit: 1 })
      expect(count).toBe(2)
      expect(events).toMatchObject([{ contact_id: 2, event_name: 'b', event_properties: {}, contact_properties: {} }])
      expect(await client.event.getEvents({ event_name: 'a', offset: 1 })).toMatchObject({ count: 2, events: [{ contact_id: 1 }] })
      await client.event.createEvent({ event_name: 'within', event_date: '2024-06-15T12:00:00Z', identifiers })
      await client.event.createEvent({ event_name: 'before', event_date: '2023-12-31T23:59:59Z', identifiers })
      const { events: dated } = await client.event.getEvents({ startDate: '2024-01-01', endDate: '2024-12-31' })
      expect(dated).toMatchObject([{ event_name: 'within', event_date: '2024-06-15T12:00:00.000Z' }])
      // Without dates, the last six months.
      expect(await client.event.getEvents({})).toMatchObject({ count: 3 })
      expect(await client.event.getEvents({ object_type: 'vehicle' })).toEqual({ count: 0, events: [] })
    }))

  it('is refused where its limit is out of range', async () => {
    const client = new Client({ apiKey, baseUrl: collector.v3 })
    const error: unknown = await client.event.getEvents({ limit: 10_001 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ statusCode: 400, body: { code: 'out_of_range' } })
  })
})
