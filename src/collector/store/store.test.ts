import { mkdirSync, writeFileSync } from 'node:fs'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CollectedHit, Submission } from '../sink'
import { useTestDirectory } from '../test-directory'
import type { Commit } from './announce'
import { openDatabase } from './open'
import { openStore } from './store'
import type { Store } from './store'

const inDirectory = useTestDirectory()
let file: string
let store: Store

beforeEach(() => {
  file = inDirectory('hits.db')
  store = openStore(file)
})

afterEach(() => {
  store.close()
})

let count = 0
const hit = (fields: Partial<CollectedHit> = {}): CollectedHit => ({
  id: `id-${++count}`,
  sib_type: 'track',
  sib_name: 'x',
  ...fields,
})
const dropped = (properties: Readonly<Record<string, number>>, fields: Partial<CollectedHit> = {}): CollectedHit =>
  hit({ sib_type: 'dropped', properties, ...fields })
const submission = (hits: readonly CollectedHit[], arrival: Partial<Submission['arrival']> = {}): Submission => ({
  arrival: { receivedAt: 1000, via: '/p', encoding: 'json', key: 'k', cuid: 'v', sent: null, ...arrival },
  hits: hits.map((one) => ({ accepted: true, hit: one })),
})
const contacts = (): (string | null)[] => [...store.newest(100)].reverse().map(({ email }) => email)

describe('a store', () => {
  it('stores the same id of the same key once, and counts the others', async () => {
    await store.write(submission([hit({ id: 'a' })]))
    await store.write(submission([hit({ id: 'a', sib_name: 'again' }), hit({ id: 'b' }), hit({ id: 'b' })]))
    await store.write(submission([hit({ id: 'a' })], { key: 'other' }))
    expect(store.newest(10).map(({ key, id }) => `${key} ${id}`)).toEqual(['other a', 'k b', 'k a'])
    expect(store.totals()).toEqual({ accepted: 3, rejected: 0, duplicates: 2, erased: 0, requests: 3, dropped: {} })
  })

  it('keeps hits and totals over a restart', async () => {
    await store.write(submission([hit({ id: 'a' }), dropped({ overflow: 2 }, { id: 'd' })]))
    store.close()
    store = openStore(file)
    await store.write(submission([hit({ id: 'a' }), dropped({ overflow: 1, expired: 3 })]))
    expect(store.newest(10)).toHaveLength(3)
    const totals = { accepted: 1, rejected: 0, duplicates: 1, erased: 0, requests: 2, dropped: { expired: 3, overflow: 3 } }
    expect(store.totals()).toEqual(totals)
  })

  it('counts a report of lost events once, however often it comes', async () => {
    const report = dropped({ overflow: 2 })
    await store.write(submission([report]))
    await store.write(submission([report]))
    expect(store.totals()).toMatchObject({ accepted: 0, duplicates: 1, dropped: { overflow: 2 } })
  })

  it('tells no more reasons apart than a bound, whatever clients invent, and those of the tracker always', async () => {
    for (let report = 0; report < 10; report++)
      await store.write(submission([dropped(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`r${report}-${index}`, 1])))]))
    await store.write(submission([dropped({ overflow: 3, queue: 4, 'r0-0': 2, later: 5 })]))
    const counts = store.totals().dropped
    expect(Object.keys(counts)).toHaveLength(64 + 3)
    expect(counts).toMatchObject({ overflow: 3, queue: 4, 'r0-0': 3, other: 10 * 60 - 64 + 5 })
  })

  it.each([1e308, 9e18])('can tell what reports from before there was a bound add up to, as with two of %d', async (lost) => {
    await store.write(submission([dropped({ why: lost }), dropped({ why: lost })]))
    expect(store.totals().dropped).toEqual({ why: Number.MAX_SAFE_INTEGER })
    expect(store.lookup.arrivals().dropped).toEqual([{ key: 'k', reason: 'why', count: Number.MAX_SAFE_INTEGER }])
  })

  it('commits together what arrives together, and tells of it once', async () => {
    const commits: Commit[] = []
    const undo = store.onCommit((commit) => commits.push(commit))
    await Promise.all([1, 2, 3].map(() => store.write(submission([hit()]))))
    undo()
    await store.write(submission([hit()]))
    expect(commits.map(({ records }) => records.length)).toEqual([3])
    expect(commits[0]?.totals.accepted).toBe(3)
  })

  it('tells of each hit once, oldest first', async () => {
    await store.write(submission([hit()]))
    const rows: number[] = []
    store.onCommit(({ records }) => rows.push(...records.map(({ row }) => row)))
    await store.write(submission([hit(), hit()]))
    await store.write(submission([hit()]))
    expect(rows).toEqual([2, 3, 4])
  })

  it('does not let one submission that cannot be stored fail the others of its group', async () => {
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    const poisoned = hit({ id: 'poisoned', properties: cyclic as never })
    const results = await Promise.allSettled([
      store.write(submission([hit({ id: 'a' })])),
      store.write(submission([hit({ id: 'half' }), poisoned])),
      store.write(submission([hit({ id: 'b' })])),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(store.newest(10).map(({ id }) => id)).toEqual(['b', 'a'])
  })

  it('refuses what comes after it was closed', async () => {
    const late = store.write(submission([hit()]))
    store.close()
    await expect(late).resolves.toEqual({})
    await expect(store.write(submission([hit()]))).rejects.toThrow('closed')
    store = openStore(file)
    expect(store.newest(10)).toHaveLength(1)
  })
})

describe('people', () => {
  it('gives the earlier anonymous hits of a visitor, and the later ones, to the contact', async () => {
    await store.write(submission([hit(), hit()]))
    await store.write(submission([hit()], { cuid: 'someone else' }))
    const receipt = await store.write(submission([hit({ sib_type: 'identify', email_id: 'ann@a.test' })]))
    await store.write(submission([hit()]))
    expect(receipt).toEqual({ contact: 'ann@a.test' })
    expect(contacts()).toEqual(['ann@a.test', 'ann@a.test', null, 'ann@a.test', 'ann@a.test'])
  })

  it('attaches within one submission too, whatever kind of hit says who it is', async () => {
    const commits: Commit[] = []
    store.onCommit((commit) => commits.push(commit))
    await store.write(submission([hit(), hit({ email_id: 'ann@a.test' }), hit()]))
    expect(contacts()).toEqual(['ann@a.test', 'ann@a.test', 'ann@a.test'])
    expect(commits[0]?.attached).toEqual([{ key: 'k', cuid: 'v', email: 'ann@a.test' }])
  })

  it('never rewrites what has a contact when the visitor becomes another one', async () => {
    await store.write(submission([hit(), hit({ email_id: 'ann@a.test' })]))
    await store.write(submission([hit({ email_id: 'bob@a.test' }), hit()]))
    expect(contacts()).toEqual(['ann@a.test', 'ann@a.test', 'bob@a.test', 'bob@a.test'])
  })

  it('does not let a late retry of an older event undo a newer identity', async () => {
    const at = (ts: number): Partial<CollectedHit> => ({ ts })
    await store.write(submission([hit({ email_id: 'bob@a.test', ...at(900) })], { receivedAt: 1000, sent: 900 }))
    const late = submission([hit({ email_id: 'ann@a.test', ...at(100) })], { receivedAt: 1200, sent: 1100 })
    expect(await store.write(late)).toEqual({ contact: 'bob@a.test' })
    await store.write(submission([hit()]))
    expect(contacts()).toEqual(['bob@a.test', 'ann@a.test', 'bob@a.test'])
  })

  it('judges by its own clock where the visitor’s is wrong', async () => {
    const nextYear = 31_536_000_000
    const ahead = submission([hit({ email_id: 'ann@a.test', ts: nextYear })], { receivedAt: 1000, sent: nextYear })
    await store.write(ahead)
    expect(await store.write(submission([hit({ email_id: 'bob@a.test' })], { receivedAt: 2000 }))).toEqual({
      contact: 'bob@a.test',
    })
  })

  it('keeps the visitors of two keys apart', async () => {
    await store.write(submission([hit({ email_id: 'ann@a.test' })]))
    expect(await store.write(submission([hit()], { key: 'other' }))).toEqual({})
  })
})

it('finds the events of a contact who gets an e-mail by an index', () => {
  const db = openDatabase(file)
  const plan = db.prepare('EXPLAIN QUERY PLAN UPDATE hits SET email = ? WHERE contact = ? AND email IS NULL').all(['a', 1]) as { detail: string }[]
  db.close()
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('INDEX hits_unnamed (contact=?)')])
})

describe('openStore', () => {
  it.each([
    ['a directory', (path: string) => mkdirSync(path), 'is a directory'],
    ['another kind of file', (path: string) => writeFileSync(path, 'plain text '.repeat(100)), 'not a SQLite database'],
    ['another program’s database', (path: string) => new Libsql(path).exec('CREATE TABLE t (a)'), 'another program'],
  ])('refuses %s by name, with a way out', (_what, prepare, reason) => {
    const path = inDirectory('other')
    prepare(path)
    expect(() => openStore(path)).toThrow(new RegExp(`${path}.*${reason}.*--db`))
  })

  it('refuses a database of a later version', () => {
    const path = inDirectory('later')
    openStore(path).close()
    const db = new Libsql(path)
    db.pragma('user_version = 99')
    db.close()
    expect(() => openStore(path)).toThrow('later version')
  })

  it('refuses a directory that is not there', () => {
    expect(() => openStore(inDirectory('none/hits.db'))).toThrow('does not exist')
  })

  it('commits to disk, not only to the system’s memory', () => {
    const db = openDatabase(file)
    expect(db.prepare('PRAGMA journal_mode').get([])).toMatchObject({ journal_mode: 'wal' })
    expect(db.prepare('PRAGMA synchronous').get([])).toMatchObject({ synchronous: 2 })
    db.close()
  })
})
