import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { setImmediate, setTimeout as later } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import Libsql from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApp } from '../app'
import { settle } from '../settings/settle'
import { fromFlags } from '../settings/sources'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import type { FindEvents, FoundPart } from './listing'
import { apiKey } from './testing'

let collector: TestCollector
beforeEach(() => void (collector = createTestCollector({ ...settle([]), apiKeys: [apiKey] })))
afterEach(() => collector.end())

it('is written beside other work: a hit that comes while a long list is read is acknowledged before the list', async () => {
  const db = new Libsql(join(collector.directory, 'test.db'))
  db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
    INSERT INTO hits (received_at, via, encoding, key, id, email, body, event_at)
    SELECT 1, '/p', 'json', 'k', i, 'ann@a.test', '{"id":"a","sib_type":"track","sib_name":"x"}', i FROM n`)
  db.exec("INSERT INTO contact_keys VALUES ('email_id', 'ann@a.test', 7)")
  db.close()
  const url = '/v3/events?contact_id=7&startDate=1970-01-01&endDate=2000-01-01&limit=10000'
  const order: string[] = []
  const list = collector.app.inject({ url, headers: { 'api-key': apiKey } }).finally(() => order.push('list'))
  const hit = collector.post({ key: 'k', cuid: 'v', sib_type: 'page' }).finally(() => order.push('hit'))
  expect((await hit).statusCode).toBe(200)
  const { count, events } = (await list).json<{ count: number; events: readonly unknown[] }>()
  expect([count, events.length]).toEqual([30_000, 10_000])
  expect(order).toEqual(['hit', 'list'])
})

it('is sent as it is read, and given up once its client has gone, which is no error', async () => {
  const errors: Error[] = []
  const [begun, ended] = [createMoment(), createMoment()]
  async function* endless(): AsyncGenerator<FoundPart> {
    try {
      yield { events: [event], count: 1 }
      await begun.hasCome
      for (;;) {
        await setImmediate()
        yield { events: [], count: 1 }
      }
    } finally {
      ended.come()
    }
  }
  const { app, url } = await listen(endless, { onError: (error) => errors.push(error) })
  const request = get(url, { headers: { 'api-key': apiKey } }, (response) => {
    response.once('data', (start: Buffer) => {
      expect(start.toString()).toMatch(/^\{"events":\[\{.*"event_name":"seen"/)
      begun.come()
      request.destroy()
    })
  })
  await ended.hasCome
  await app.close()
  expect(errors).toEqual([])
})

it('is given up once its reader has left it unread for so long, and not while there is nothing to read', async () => {
  const ended = createMoment()
  const parts: FoundPart = { events: Array<FoundPart['events'][number]>(100).fill(event), count: 100 }
  async function* endless(): AsyncGenerator<FoundPart> {
    try {
      await later(1500)
      for (;;) {
        await setImmediate()
        yield parts
      }
    } finally {
      ended.come()
    }
  }
  const { app, url } = await listen(endless, { flags: { answerTimeout: '1' } })
  const request = get(url, { headers: { 'api-key': apiKey } })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(200)
  await ended.hasCome
  await expect(once(answer.resume(), 'end')).rejects.toThrow('aborted')
  await app.close()
})

it('is refused where the store cannot be read, and broken off where it no longer can', async () => {
  const errors: Error[] = []
  async function* failing(): AsyncGenerator<FoundPart> {
    await setImmediate()
    throw new Error('the disk is gone')
  }
  async function* breaking(): AsyncGenerator<FoundPart> {
    yield { events: [event], count: 1 }
    await setImmediate()
    throw new Error('the disk went')
  }
  const first = await listen(failing, { onError: (error) => errors.push(error) })
  const refusal = await fetch(first.url, { headers: { 'api-key': apiKey } })
  expect([refusal.status, await refusal.json()]).toEqual([503, { code: 'service_unavailable', message: expect.any(String) as string }])
  await first.app.close()
  const second = await listen(breaking, { onError: (error) => errors.push(error) })
  await expect(fetch(second.url, { headers: { 'api-key': apiKey } }).then((answer) => answer.text())).rejects.toThrow()
  await second.app.close()
  expect(errors.map(({ message }) => message)).toEqual(['the disk is gone', 'the disk went'])
})

const event: FoundPart['events'][number] = { hit: { id: 'a', sib_type: 'track', sib_name: 'seen' }, occurredAt: 0, contactId: undefined }

interface Moment {
  readonly hasCome: Promise<void>
  readonly come: () => void
}

function createMoment(): Moment {
  let come = (): void => undefined
  const hasCome = new Promise<void>((resolve) => (come = resolve))
  return { hasCome, come }
}

interface Listening {
  readonly app: FastifyInstance
  readonly url: string
}

async function listen(findEvents: FindEvents, { flags = {}, ...parts }: { flags?: Record<string, string>; onError?: (error: Error) => void }): Promise<Listening> {
  const settings = { ...settle([fromFlags(flags)]), apiKeys: [apiKey] }
  const app = createApp({ sink: collector.store, findEvents, scriptFile: '', settings, ...parts })
  return { app, url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/v3/events` }
}
