import { describe, expect, it, vi } from 'vitest'
import type { ApiEvent } from '../contract/api-event'
import type { BatchProgress } from './batch'
import { createClient } from './client'
import { isRestError } from './errors'
import type { RestError } from './errors'
import { createTestFetch } from './testing/fetch'
import type { SeenRequest, Step } from './testing/fetch'

const named = (index: number, note = ''): ApiEvent => ({
  event_name: `event-${index}`,
  identifiers: { email_id: 'a@b.test' },
  ...(note && { event_properties: { note } }),
})
const many = (count: number, note?: string): ApiEvent[] => Array.from({ length: count }, (_, index) => named(index, note))
const namesIn = ({ body }: SeenRequest): string[] => (body as { events: ApiEvent[] }).events.map(({ event_name }) => event_name)

function connected(...steps: Step[]) {
  const { fetch, requests } = createTestFetch(...steps)
  return { client: createClient({ apiKey: 'secret', fetch, retries: 0 }), requests }
}

const accepted = { status: 202, body: { message: 'queued', count: 1 } }
const partly = (...errors: object[]) => ({ status: 207, body: { status: 'partial', failed_events: errors.length, errors } })

const failure = (call: Promise<unknown>): Promise<RestError | undefined> =>
  call.then(
    () => undefined,
    (error: unknown) => (isRestError(error) ? error : undefined),
  )

describe('createEvents', () => {
  it('sends nothing for no events', async () => {
    const { client, requests } = connected(accepted)
    expect(await client.createEvents([])).toEqual({ settled: 0, accepted: 0, rejected: [] })
    expect(requests).toEqual([])
  })

  it('sends at most 200 events a request, in order', async () => {
    const { client, requests } = connected(accepted)
    expect(await client.createEvents(many(401))).toEqual({ settled: 401, accepted: 401, rejected: [] })
    expect(requests.map((request) => namesIn(request).length)).toEqual([200, 200, 1])
    expect(requests.flatMap(namesIn)).toEqual(many(401).map(({ event_name }) => event_name))
    expect(requests[0]?.url).toBe('https://api.brevo.com/v3/events/batch')
  })

  it('sends at most 512 KB a request, counted in UTF-8', async () => {
    const { client, requests } = connected(accepted)
    const events = many(30, 'é'.repeat(20_000))
    await client.createEvents(events)
    expect(requests.flatMap(namesIn)).toEqual(events.map(({ event_name }) => event_name))
    for (const { body } of requests) expect(new TextEncoder().encode(JSON.stringify(body)).byteLength).toBeLessThanOrEqual(512 * 1024)
    expect(requests).toHaveLength(3)
  })

  it('refuses an event that no request can carry by itself, and sends the others', async () => {
    const { client, requests } = connected(accepted)
    const events = [named(0), named(1, 'x'.repeat(600_000)), named(2)]
    const { rejected, ...rest } = await client.createEvents(events)
    expect(rest).toEqual({ settled: 3, accepted: 2 })
    expect(rejected).toMatchObject([{ index: 1, code: 'too_large' }])
    expect(requests.flatMap(namesIn)).toEqual(['event-0', 'event-2'])
  })

  const circular: Record<string, unknown> = {}
  circular.self = circular

  it.each([
    ['has a BigInt', { ...named(250), event_properties: { id: 10n } }],
    ['goes in a circle', circular],
    ['is undefined', undefined],
  ])('sends nothing where an event %s, and names it', async (_what, bad) => {
    const { client, requests } = connected(accepted)
    const events = [...many(250), bad as unknown as ApiEvent, ...many(199)]
    const error = await failure(client.createEvents(events))
    expect(error).toMatchObject({ code: 'invalid_parameter', status: 0, attempts: 0, progress: { settled: 0, accepted: 0, rejected: [] } })
    expect(error?.message).toBe('events[250] cannot be written as JSON')
    expect(requests).toEqual([])
  })

  it('lists the events that were refused by their place among all', async () => {
    const { client } = connected(accepted, partly({ eventIndex: [3], message: 'no name' }, { eventIndex: 0, message: 'no one' }))
    expect(await client.createEvents(many(205))).toEqual({
      settled: 205,
      accepted: 203,
      rejected: [
        { index: 200, code: 'invalid_parameter', message: 'no one' },
        { index: 203, code: 'invalid_parameter', message: 'no name' },
      ],
    })
  })

  it.each([
    ['counts more than it lists', { failed_events: 2, errors: [{ eventIndex: [0], message: 'x' }] }],
    ['names an event that was not there', { failed_events: 1, errors: [{ eventIndex: [5], message: 'x' }] }],
    ['names no event', { failed_events: 1, errors: [{ message: 'x' }, {}] }],
    ['lists nothing', { failed_events: 1 }],
    ['is no JSON', '<html>'],
  ])('does not guess where the answer 207 %s', async (_name, body) => {
    const { client } = connected({ status: 207, body })
    const error = await failure(client.createEvents(many(3)))
    expect(error).toMatchObject({ code: 'unexpected_answer', status: 207, progress: { settled: 0, accepted: 0 } })
  })

  it('says in its error how far it came', async () => {
    const { client, requests } = connected(accepted, partly({ eventIndex: [1], message: 'no' }), { status: 503 })
    const error = await failure(client.createEvents(many(600)))
    expect(error).toMatchObject({ code: 'service_unavailable', status: 503, progress: { settled: 400, accepted: 399 } })
    expect(error?.progress?.rejected.map(({ index }) => index)).toEqual([201])
    expect(requests).toHaveLength(3)
  })

  it('tells its progress after each request, the last included', async () => {
    const told: BatchProgress[] = []
    const { client } = connected(accepted, partly({ eventIndex: [1], message: 'no' }), accepted)
    const result = await client.createEvents(many(401), { onProgress: (progress) => told.push(progress) })
    expect(told.map(({ settled, accepted: taken }) => [settled, taken])).toEqual([
      [200, 200],
      [400, 399],
      [401, 400],
    ])
    expect(told[2]).toEqual(result)
  })

  it('says how far it came where it is aborted, and leaves the reason of the abort as it is', async () => {
    const { client, requests } = connected(accepted, 'silent')
    const controller = new AbortController()
    const told: BatchProgress[] = []
    const call = client.createEvents(many(450), { signal: controller.signal, onProgress: (progress) => told.push(progress) })
    await vi.waitUntil(() => requests.length === 2)
    const reason = Object.freeze(new Error('no longer wanted'))
    controller.abort(reason)
    const error = await failure(call)
    const progress = { settled: 200, accepted: 200, rejected: [] }
    expect(error).toMatchObject({ code: 'aborted', attempts: 1, progress })
    expect(error?.cause).toBe(reason)
    expect(told).toEqual([progress])
  })
})
