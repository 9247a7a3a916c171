import { EventsApi, EventsApiApiKeys } from 'brevo-3'
import sdk from 'sib-api-v3-sdk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apiKey, startServerCollector } from './collector'
import type { ServerCollector } from './collector'

let collector: ServerCollector

beforeEach(async () => {
  collector = await startServerCollector()
})

afterEach(() => collector.remove())

/** A collector of the test's own, in the place of the one that all have. */
async function withSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
  await collector.remove()
  collector = await startServerCollector(settings)
}

/** Everything that the collector has, read without a client. */
async function listed(): Promise<unknown> {
  const answer = await fetch(`${collector.v3}/events`, { headers: { 'api-key': apiKey } })
  return answer.json()
}

const message = expect.any(String) as string
const seconds = expect.stringMatching(/^\d+$/) as string
const tooMany = { code: 'too_many_requests', message }
const unavailable = { code: 'service_unavailable', message }

const event = { eventName: 'order_created', identifiers: { emailId: 'ann@a.test' } }

describe('@getbrevo/brevo 3', () => {
  /** Its models are classes, but all of its documents pass literals. */
  const apiOf = (key = apiKey): { createEvent: (event: object) => Promise<{ response: object }> } => {
    const api = new EventsApi(collector.v3)
    api.setApiKey(EventsApiApiKeys.apiKey, key)
    return api as { createEvent: (event: object) => Promise<{ response: object }> }
  }

  it('creates an event in its own spelling', async () => {
    const { response } = await apiOf().createEvent({
      eventName: 'order_created',
      eventDate: new Date().toISOString(),
      identifiers: { emailId: 'ann@a.test', extId: 'customer-1' },
      contactProperties: { FIRSTNAME: 'Jane' },
      eventProperties: { total: 12.5 },
    })
    expect(response).toMatchObject({ statusCode: 204 })
    expect(await listed()).toMatchObject({
      count: 1,
      events: [{ contact_id: 1, event_name: 'order_created', event_properties: { total: 12.5 }, contact_properties: { FIRSTNAME: 'Jane' } }],
    })
  })

  it.each([
    { what: 'an event without a name', body: { ...event, eventName: '' }, status: 400, code: 'missing_parameter' },
    { what: 'an event about nobody', body: { ...event, identifiers: {} }, status: 400, code: 'missing_parameter' },
    { what: 'a wrong key', key: 'wrong', body: event, status: 401, code: 'unauthorized' },
  ])('is told of $what', async ({ key, body, status, code }) => {
    const error: unknown = await apiOf(key).createEvent(body).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ response: { status, data: { code, message } } })
    expect(await listed()).toMatchObject({ count: 0 })
  })

  it('is told that it was too fast, when to come back, and does not ask again', async () => {
    await withSettings({ maxApiRequestsPerHour: 1 })
    await apiOf().createEvent(event)
    const error: unknown = await apiOf().createEvent(event).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ response: { status: 429, data: tooMany, headers: { 'retry-after': seconds, 'x-sib-ratelimit-reset': seconds } } })
    expect([await collector.answered(429), await collector.answered(204)]).toEqual([1, 1])
  })

  it('is told that its event could not be stored, and does not ask again', { timeout: 30_000 }, async () => {
    const unlock = collector.lock()
    const error: unknown = await apiOf().createEvent(event).catch((reason: unknown) => reason)
    unlock()
    expect(error).toMatchObject({ response: { status: 503, data: unavailable, headers: { 'retry-after': '5' } } })
    expect([await collector.answered(503), await collector.answered(204)]).toEqual([1, 0])
    expect(await listed()).toMatchObject({ count: 0 })
  })
})

describe('sib-api-v3-sdk', () => {
  const call = (path: string, method: string, body: unknown, { key = apiKey, query = {} } = {}): ReturnType<typeof sdk.ApiClient.instance.callApi> => {
    const client = sdk.ApiClient.instance
    client.basePath = collector.v3
    client.authentications['api-key'].apiKey = key
    const json = ['application/json']
    return client.callApi(path, method, {}, query, {}, {}, {}, body, ['api-key'], json, json, Object)
  }
  const created = { event_name: 'order_created', identifiers: { email_id: 'ann@a.test' } }

  it('creates events, one and many, and lists them', async () => {
    expect((await call('/events', 'POST', created)).response.status).toBe(204)
    expect(await call('/events/batch', 'POST', { events: [created] })).toMatchObject({ response: { status: 202 }, data: { count: 1 } })
    expect(await call('/events/batch', 'POST', [created, {}])).toMatchObject({ response: { status: 207 }, data: { failed_events: 1 } })
    expect(await call('/events', 'GET', null, { query: { limit: 2 } })).toMatchObject({ data: { count: 3, events: [{}, {}] } })
  })

  it.each([
    { what: 'an event without a name', body: {}, status: 400, code: 'missing_parameter' },
    { what: 'a wrong key', key: 'wrong', body: created, status: 401, code: 'unauthorized' },
    { what: 'a path that is not there', path: '/contacts', body: created, status: 404, code: 'document_not_found' },
  ])('is told of $what', async ({ path = '/events', key = apiKey, body, status, code }) => {
    const error: unknown = await call(path, 'POST', body, { key }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ status, response: { body: { code, message } } })
  })

  it('is told of a method that is not there', async () => {
    const error: unknown = await call('/events', 'PUT', created).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ status: 405, response: { body: { code: 'method_not_allowed' }, headers: { allow: 'GET, POST' } } })
  })
  it('is told that it was too fast, when to come back, and does not ask again', async () => {
    await withSettings({ maxApiRequestsPerHour: 1 })
    await call('/events', 'POST', created)
    const error: unknown = await call('/events', 'POST', created).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ status: 429, response: { body: tooMany, headers: { 'retry-after': seconds, 'x-sib-ratelimit-reset': seconds } } })
    expect([await collector.answered(429), await collector.answered(204)]).toEqual([1, 1])
  })

  it('is told that its event could not be stored, and does not ask again', { timeout: 30_000 }, async () => {
    const unlock = collector.lock()
    const error: unknown = await call('/events', 'POST', created).catch((reason: unknown) => reason)
    unlock()
    expect(error).toMatchObject({ status: 503, response: { body: unavailable, headers: { 'retry-after': '5' } } })
    expect([await collector.answered(503), await collector.answered(204)]).toEqual([1, 0])
    expect(await listed()).toMatchObject({ count: 0 })
  })

  it('says which record of a contact of known number an event is about', async () => {
    await call('/events', 'POST', { event_name: 'renewed', identifiers: { contact_id: 77, email_id: 'ann@a.test' }, object: { type: 'subscription', identifiers: { ext_id: 's1' } } })
    expect(await listed()).toMatchObject({ count: 1, events: [{ contact_id: 77, object_type: 'subscription' }] })
  })
})
