import fc from 'fast-check'
import Libsql from 'libsql'
import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CollectedHit } from '../sink'
import { useTestDirectory } from '../test-directory'
import type { EventsQuery } from '../v3/query'
import { sliceSqls } from './event-slices'
import { openStore } from './store'
import type { Store } from './store'
import { gather } from './testing-found'

const inDirectory = useTestDirectory()
let store: Store

beforeEach(() => void (store = openStore(inDirectory('a.db'))))
afterEach(() => store.close())

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

/** The file as another process sees it. */
function inFile<T>(work: (db: Database) => T): T {
  const db = new Libsql(inDirectory('a.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
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
    const { events } = await gather(store.findEvents(everything))
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([expected])
  })
})

describe('finding events', () => {
  it.each(Object.entries(sliceSqls))('goes by an index, so that no slice reads more than its part: %s', (_name, sql) => {
    const plan = inFile((db) => db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all([1, '[]', '[]', '[]', '[]', 100, 5, 0]) as { detail: string }[])
    const details = plan.map(({ detail }) => detail)
    expect(details).toContainEqual(expect.stringMatching(/^SEARCH hits USING INDEX hits_custom_events/))
    expect(details.join()).not.toMatch(/SCAN hits|TEMP B-TREE/)
  })

  it('survives a new start, contacts and all', async () => {
    await write({ via: '/v3/events', hit: { identifiers: { ext_id: 'x' } } })
    store.close()
    store = openStore(inDirectory('a.db'))
    await write({ via: '/v3/events', hit: { id: 'b', identifiers: { ext_id: 'x' } } })
    expect(await gather(store.findEvents({ ...everything, contactIds: [1] }))).toMatchObject({ count: 2 })
  })
})

/** Fills the file with events of a few moments, names, types and people, as they may stand in it. */
function fill(rows: number): void {
  const pick = (salt: number, choices: number): string => `((i * 7919 + ${salt}) * 104729 / 13 % ${choices})`
  inFile((db) =>
    db.exec(`
      INSERT INTO contact_keys VALUES ('email_id', 'Ann@a.test', 1), ('email_id', 'bob@a.test', 2), ('ext_id', 'carl', 3);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT INTO hits (received_at, via, encoding, key, id, body, email, contact, event_at)
      SELECT 1, '/p', 'json', 'k', i,
        json_object('sib_type', 'track', 'id', 'e' || i, 'sib_name', 'n' || ${pick(1, 3)}, 'object', json_object('type', 't' || ${pick(2, 3)})),
        CASE ${pick(3, 4)} WHEN 1 THEN 'ann@A.test' WHEN 2 THEN 'bob@a.test' WHEN 3 THEN 'dora@a.test' END,
        nullif(${pick(4, 7)}, 0) % 5, nullif(${pick(5, 9)}, 8) * 1000.4
      FROM n`),
  )
}

/** The same question in the simplest words: one statement that looks everything up for each row. */
function findSimply({ contactIds, names, objectTypes, startMs, endMs, limit, offset }: EventsQuery): unknown {
  const contact = `coalesce(contact, (SELECT contact FROM contact_keys WHERE kind = 'email_id' AND value = hits.email COLLATE NOCASE))`
  const among = (value: string, list: readonly unknown[]): string => (list.length === 0 ? '1' : `${value} IN (SELECT value FROM json_each('${JSON.stringify(list)}'))`)
  const rows = inFile((db) =>
    db.prepare(`SELECT body ->> 'id' AS id, round(event_at) AS at, ${contact} AS contact FROM hits WHERE event_at >= ${startMs} AND event_at < ${endMs}
      AND ${among(contact, contactIds)} AND ${among(`body ->> 'sib_name'`, names)} AND ${among(`body ->> '$.object.type'`, objectTypes)}
      ORDER BY event_at DESC, row DESC`).all([]),
  )
  return { count: rows.length, events: rows.slice(offset, offset + limit) }
}

describe('a list that is read in slices', () => {
  const some = <T>(...from: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...from])
  const query = fc.record({
    contactIds: some(1, 2, 3, 4, 9),
    names: some('n0', 'n1', 'nowhere'),
    objectTypes: some('t0', 't2'),
    startMs: fc.constantFrom(0, 1000, 2001, 5002),
    endMs: fc.constantFrom(3001.2, 5002, 7002.8, 1e15),
    limit: fc.constantFrom(1, 7, 100, 10_000),
    offset: fc.constantFrom(0, 3, 120, 900, 5000),
  })

  it('is what one simple question would give', async () => {
    fill(3000)
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const { events, count } = await gather(store.findEvents(asked))
        const told = events.map(({ hit, occurredAt, contactId }) => ({ id: hit.id, at: occurredAt, contact: contactId ?? null }))
        expect({ count, events: told }).toEqual(findSimply(asked))
      }),
      { numRuns: 60 },
    )
  })

  it('has small parts, also where all events share one moment', async () => {
    fill(3000)
    inFile((db) => db.exec('UPDATE hits SET event_at = 5'))
    const { events, count, parts } = await gather(store.findEvents({ ...everything, limit: 10_000 }))
    expect(count).toBe(3000)
    expect(parts).toBeGreaterThan(4)
    expect(events.map(({ hit }) => hit.id)).toEqual(Array.from({ length: 3000 }, (_, index) => `e${3000 - index}`))
  })

  it('is that of the moment of asking, whatever comes meanwhile', async () => {
    fill(3000)
    const asked = { ...everything, limit: 10_000 }
    const before = await gather(store.findEvents(asked))
    const parts = store.findEvents(asked)[Symbol.asyncIterator]()
    const first = (await parts.next()).value as { count: number }
    // One that is newer than all, and one that its server dates among those that are still to be read.
    await write({ via: '/v3/events', hit: { id: 'late', ts: 9_000_000 } })
    await write({ via: '/v3/events', hit: { id: 'old', ts: 1 } })
    const rest = await gather({ [Symbol.asyncIterator]: () => parts })
    expect(first.count + rest.count).toBe(before.count)
    expect((await gather(store.findEvents(asked))).count).toBe(before.count + 2)
  })

  it('leaves every turn of the event loop to others after one slice, however many lists are read', async () => {
    fill(3000)
    let turns = 0
    const count = (): void => {
      turns++
      immediate = setImmediate(count)
    }
    let immediate = setImmediate(count)
    const lists = await Promise.all(['n0', 'n1', 'n2'].map((name) => gather(store.findEvents({ ...everything, names: [name] }))))
    clearImmediate(immediate)
    expect(turns).toBeGreaterThanOrEqual(lists.reduce((sum, { parts }) => sum + parts, 0) - 1)
  })
})
