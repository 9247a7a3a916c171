import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Attached } from '../inspector/record'
import { erasePerson } from '../people/erase'
import { readPerson } from '../people/export'
import { createQueue } from '../relay/queue'
import { prepareRelay } from '../relay/schema'
import { submission } from '../relay/testing'
import type { CollectedHit, Submission } from '../sink'
import { useTestDirectory } from '../test-directory'
import { openDatabase } from './open'
import { openStore } from './store'
import type { Store } from './store'

const inDirectory = useTestDirectory()
let file: string
let store: Store
/** As commands have it, beside a collector. */
let other: Database

beforeEach(() => {
  file = inDirectory('a.db')
  store = openStore(file)
  other = openDatabase(file)
  prepareRelay(other)
})
afterEach(() => {
  store.close()
  other.close()
})

const ann = 'ann@a.test'
const visit = (hit: Partial<CollectedHit>, cuid = 'v'): Submission => submission([hit], { cuid, receivedAt: Date.now() + 60_000 })
const identify = (email_id: string, cuid = 'v'): Submission => visit({ sib_type: 'identify', email_id }, cuid)

/** Anonymous rows of a visitor: each insertion by itself would wait for the disk. */
function pile(count: number, { cuid = 'v', bytes = 0, properties = {} } = {}): void {
  const body = JSON.stringify({ id: 'a', sib_type: 'track', sib_name: 'x', properties, ma_title: 'x'.repeat(bytes) })
  other
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO hits (received_at, via, encoding, key, id, cuid, body) SELECT i, '/p', 'json', 'key', ? || i, ?, ? FROM n`,
    )
    .run([count, `${cuid} `, cuid, body])
}
const countOf = (condition: string): number =>
  (other.prepare(`SELECT count(*) AS count FROM hits WHERE ${condition}`).get([]) as { count: number }).count
const notes = (): number => (other.prepare('SELECT count(*) AS count FROM attachments').get([]) as { count: number }).count

/** All that is announced as attached until nothing is left. */
function untilDone(): Promise<readonly Attached[]> {
  const told: Attached[] = []
  return new Promise((resolve) => {
    const end = store.onCommit(({ attached }) => {
      told.push(...attached)
      if (notes() > 0) return
      end()
      resolve(told)
    })
  })
}

/** Ends a collector before it goes on, and answers with the next one's word that it has. */
function restart(): Promise<readonly Attached[]> {
  store.close()
  store = openStore(file)
  return untilDone()
}

describe('many anonymous events of a visitor', () => {
  it('become the contact’s, attributes and all, with no more in one commit than its share', async () => {
    pile(1200, { properties: { FIRSTNAME: 'Ann' } })
    const done = untilDone()
    await store.write(identify(ann))
    expect(countOf('email IS NULL')).toBe(1200 - 500)
    expect(await done).toEqual([{ key: 'key', cuid: 'v', email: ann }, { key: 'key', cuid: 'v', email: ann }])
    expect(countOf(`email = '${ann}'`)).toBe(1201)
    expect(store.lookup.contact(ann).attributes).toEqual({ FIRSTNAME: 'Ann' })
    expect(createQueue(other).count()).toBe(1201)
  })

  it('share the bound of a commit with those of other visitors', async () => {
    for (const cuid of ['v', 'w']) pile(400, { cuid })
    const done = untilDone()
    await Promise.all([store.write(identify(ann)), store.write(identify('bob@a.test', 'w'))])
    expect(countOf('email IS NULL')).toBe(800 - 500)
    await done
    expect([countOf(`email = '${ann}'`), countOf("email = 'bob@a.test'")]).toEqual([401, 401])
  })

  it('are fewer at a time where they are large, but one at least', async () => {
    pile(9, { bytes: 100_000 })
    pile(2, { cuid: 'w', bytes: 900_000 })
    for (const [cuid, left] of [['v', 3], ['w', 1]] as const) {
      const done = untilDone()
      await store.write(identify(ann, cuid))
      expect(countOf(`email IS NULL AND cuid = '${cuid}'`)).toBe(left)
      await done
      expect(countOf(`email IS NULL AND cuid = '${cuid}'`)).toBe(0)
    }
  })

  it('are attached by the next collector where this one ends before', async () => {
    pile(1200, { properties: { FIRSTNAME: 'Ann' } })
    await store.write(identify(ann))
    const done = restart()
    expect(countOf('email IS NULL')).toBe(700)
    expect(await done).toEqual([{ key: 'key', cuid: 'v', email: ann }])
    expect(countOf(`email = '${ann}'`)).toBe(1201)
  })

  it('stay the first contact’s where the visitor is another one before they are attached', async () => {
    pile(1200)
    const done = untilDone()
    await Promise.all([store.write(identify(ann)), store.write(identify('bob@a.test')), store.write(visit({}))])
    await done
    expect([countOf(`email = '${ann}'`), countOf("email = 'bob@a.test'")]).toEqual([1201, 2])
  })

  it('are in an export and gone by an erasure, wherever the collector has come to', async () => {
    pile(1200, { properties: { FIRSTNAME: 'Ann' } })
    await store.write(identify(ann))
    store.close()
    expect(readPerson(other, { email: ann })?.events.filter(({ email }) => email === ann)).toHaveLength(1201)
    expect(erasePerson(other, { email: ann })).toMatchObject({ hits: 1201 })
    expect([countOf('1'), notes()]).toEqual([0, 0])
    expect(readPerson(other, { email: ann })).toBeUndefined()
  })

  it('leave nothing behind for the next one in the browser where the visitor is erased', async () => {
    pile(1200)
    await store.write(identify(ann))
    store.close()
    expect(erasePerson(other, { visitor: 'v' })).toMatchObject({ hits: 1201 })
    pile(1)
    store = openStore(file)
    await store.write(visit({}))
    expect([countOf('email IS NULL'), notes()]).toEqual([2, 0])
  })
})

it('many events about somebody whom servers knew by another name become the contact’s likewise', async () => {
  const named = (fields: Partial<CollectedHit>): Promise<unknown> => store.write(submission([fields], { via: '/v3/events' }))
  await named({ identifiers: { ext_id: 'x' } })
  await named({ email_id: ann })
  other.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
    INSERT INTO hits (received_at, via, encoding, key, id, body, contact)
    SELECT 1, via, encoding, key, 'more ' || i, json_set(body, '$.properties', json('{"FIRSTNAME":"Ann"}')), contact FROM hits, n WHERE contact IS NOT NULL`)
  await named({ identifiers: { ext_id: 'x', email_id: ann }, email_id: ann })
  expect(countOf('email IS NULL')).toBe(1201 - 500)
  expect(await restart()).toEqual([{ contact: 1, email: ann }])
  expect(countOf(`email = '${ann}' AND contact = 2 AND body ->> '$.contact' = 2`)).toBe(1202)
  expect(store.lookup.contact(ann).attributes).toEqual({ FIRSTNAME: 'Ann' })
})
