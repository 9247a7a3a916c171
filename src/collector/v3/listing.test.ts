import { once } from 'node:events'
import { get } from 'node:http'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Libsql from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApp } from '../app'
import { settle } from '../settings/settle'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import type { FoundPart } from './listing'
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

it('is given up once its client has gone', async () => {
  const client: { leave?: () => void } = {}
  let end: (() => void) | undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  async function* endless(): AsyncGenerator<FoundPart> {
    try {
      for (;;) {
        await setImmediate()
        yield { events: [], count: 1 }
        client.leave?.()
      }
    } finally {
      end?.()
    }
  }
  const app = createApp({ sink: collector.store, findEvents: endless, scriptFile: '', settings: { ...settle([]), apiKeys: [apiKey] } })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const request = get(`${url}/v3/events`, { headers: { 'api-key': apiKey } })
  const left = once(request, 'error')
  client.leave = () => request.destroy(new Error('left'))
  await ended
  await left
  await app.close()
})
