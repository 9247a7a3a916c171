import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CollectedHit } from '../sink'
import { findSql } from './custom-events'
import { openStore } from './store'
import type { Store } from './store'

let directory: string
let store: Store

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sib-events-'))
  store = openStore(join(directory, 'a.db'))
})

afterEach(() => {
  store.close()
  rmSync(directory, { recursive: true })
})

const receivedAt = 1_700_000_000_000
const everything = { contactIds: [], names: [], objectTypes: [], startMs: 0, endMs: Number.MAX_SAFE_INTEGER, limit: 100, offset: 0 }

interface Written {
  readonly via?: string
  readonly sent?: number
  readonly hit?: Partial<CollectedHit>
}

async function write({ via = '/p', sent, hit }: Written): Promise<void> {
  const arrival = { receivedAt, via, encoding: 'json', key: 'k', cuid: null, sent: sent ?? null } as const
  await store.write({ arrival, hits: [{ accepted: true, hit: { id: 'a', sib_type: 'track', sib_name: 'e', ...hit } }] })
}

describe('the time of an event', () => {
  it.each([
    ['is that of its receipt where it has none', {}, receivedAt],
    ['is what a server says', { via: '/v3/events', hit: { ts: 5 } }, 5],
    ['is that of its receipt where a server says nothing', { via: '/v3/events' }, receivedAt],
    ['is corrected by the error of the visitor’s clock', { sent: 90_000, hit: { ts: 30_000 } }, receivedAt - 60_000],
    ['is never after its receipt', { sent: 30_000, hit: { ts: 90_000 } }, receivedAt],
    ['is that of its receipt where nobody knows when it was sent', { hit: { ts: 30_000 } }, receivedAt],
    ['is that of its receipt where the clock is absurd', { sent: 1e300, hit: { ts: 1 } }, receivedAt],
    ['is that of its receipt where it is none', { sent: 1, hit: { ts: -1e300 } }, receivedAt],
  ])('%s', async (_rule, written, expected) => {
    await write(written)
    expect(store.findEvents(everything).events.map(({ occurredAt }) => occurredAt)).toEqual([expected])
  })
})

describe('finding events', () => {
  it('goes by an index, so that neither pages nor years cost it much', async () => {
    await write({})
    store.close()
    const db = new Libsql(join(directory, 'a.db'))
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${findSql}`).all([0, 1e15, '[]', '[]', '[]', 100, 0]) as { detail: string }[]
    db.close()
    store = openStore(join(directory, 'a.db'))
    const details = plan.map(({ detail }) => detail)
    expect(details).toContainEqual(expect.stringMatching(/^SEARCH hits USING INDEX hits_custom_events/))
    expect(details.join()).not.toMatch(/SCAN hits|TEMP B-TREE/)
  })

  it('survives a new start, contacts and all', async () => {
    await write({ via: '/v3/events', hit: { identifiers: { ext_id: 'x' } } })
    store.close()
    store = openStore(join(directory, 'a.db'))
    await write({ via: '/v3/events', hit: { id: 'b', identifiers: { ext_id: 'x' } } })
    expect(store.findEvents({ ...everything, contactIds: [1] }).count).toBe(2)
  })
})
