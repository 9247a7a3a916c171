import Libsql from 'libsql'
import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ApiIdentifiers } from '../../contract/api-event'
import { openStore } from '../store/store'
import type { Store } from '../store/store'
import { useTestDirectory } from '../test-directory'
import { createQueue } from './queue'
import type { Queue } from './queue'
import { prepareRelay } from './schema'
import { submission } from './testing'

const inDirectory = useTestDirectory()
let file: string
let store: Store
let db: Database
let queue: Queue
let nowMs = 0

function openQueue(): void {
  db = new Libsql(file, { timeout: 2000 })
  prepareRelay(db)
  queue = createQueue(db, () => ++nowMs)
}

beforeEach(() => {
  file = inDirectory('test.db')
  store = openStore(file)
})

afterEach(() => {
  db.close()
  store.close()
})

const email_id = 'a@b.test'
const names = (): unknown[] => queue.first(100).map(({ hit }) => hit.sib_name)
const rows = (): number[] => queue.first(100).map(({ row }) => row)
const refusal = { status: 400, code: 'invalid_parameter', message: 'no' }

describe('the queue', () => {
  it('takes what is stored with a contact, in order, and nothing else', async () => {
    openQueue()
    await store.write(submission([{ sib_name: 'a', email_id }, { sib_name: 'anonymous' }, { sib_name: 'b', email_id }]))
    await store.write({ ...submission([]), hits: [{ accepted: false, id: 'r', received: {}, problem: { code: 'invalid_parameter', message: 'm' } }] })
    await store.write(submission([{ sib_type: 'dropped', sib_name: 'lost', email_id, properties: { overflow: 1 } }]))
    expect(names()).toEqual(['a', 'b'])
    expect(queue.first(1)).toMatchObject([{ key: 'key', email: email_id, hit: { sib_name: 'a', email_id } }])
    expect([queue.count(), queue.count(1)]).toEqual([2, 1])
  })

  it('takes what a server sent about a contact without an e-mail, once', async () => {
    openQueue()
    await store.write(submission([{ sib_name: 'a', identifiers: { ext_id: '1' } }], { via: '/v3/events' }))
    expect(queue.first(1)).toMatchObject([{ via: '/v3/events', email: null }])
    queue.settle({ delivered: rows(), dead: [] })
    db.exec("UPDATE hits SET email = 'a@b.test'")
    expect(queue.count()).toBe(0)
  })

  it('says how a contact is known that a server names by a number of ours, and leaves alone the numbers of others', async () => {
    openQueue()
    const by = (identifiers: ApiIdentifiers): Promise<unknown> => store.write(submission([{ identifiers }], { via: '/v3/events' }))
    await by({ ext_id: 'x' })
    await by({ contact_id: 1 })
    await by({ contact_id: 9 })
    await by({ contact_id: 1, email_id })
    expect(queue.first(9).map(({ knownAs }) => knownAs)).toEqual([undefined, { email_id }, undefined, { email_id }])
    db.exec('DELETE FROM contact_keys')
    expect(queue.first(2)[1]?.knownAs).toEqual({})
  })

  it('leaves out, where it is asked to, all of the contacts of certain hits', async () => {
    openQueue()
    const server = (sib_name: string, identifiers: ApiIdentifiers): Promise<unknown> => store.write(submission([{ sib_name, identifiers }], { via: '/v3/events' }))
    await store.write(submission([{ sib_name: 'a', email_id }, { sib_name: 'b', email_id: 'b@b.test' }, { sib_name: 'c', email_id: 'A@b.test' }]))
    for (const [name, ext_id] of [['d', '1'], ['e', '2'], ['f', '1']] as const) await server(name, { ext_id })
    const [a = 0, , , d = 0] = rows()
    expect(queue.first(9, [a, d]).map(({ hit }) => hit.sib_name)).toEqual(['b', 'e'])
    expect([queue.at(d)?.hit.sib_name, queue.at(999)]).toEqual(['d', undefined])
  })

  it('takes each hit once, however often it is sent', async () => {
    openQueue()
    for (let times = 0; times < 2; times++) await store.write(submission([{ id: 'same', email_id }]))
    expect(queue.count()).toBe(1)
  })

  it('takes the earlier hits of a visitor as soon as it is known who that is, in their place', async () => {
    openQueue()
    await store.write(submission([{ sib_name: 'first' }], { cuid: 'v' }))
    await store.write(submission([{ sib_name: 'other', email_id: 'c@d.test' }]))
    expect(names()).toEqual(['other'])
    await store.write(submission([{ sib_type: 'identify', sib_name: 'who', email_id }], { cuid: 'v' }))
    expect(queue.first(9).map(({ hit, email }) => [hit.sib_name, email])).toEqual([['first', email_id], ['other', 'c@d.test'], ['who', email_id]])
  })

  it('takes what was stored before there was a relay', async () => {
    await store.write(submission([{ sib_name: 'old', email_id }, { sib_name: 'anonymous' }]))
    openQueue()
    await store.write(submission([{ sib_name: 'new', email_id }]))
    expect(names()).toEqual(['old', 'new'])
  })

  it('takes what is stored while nothing is forwarded, and does not repeat what was', async () => {
    openQueue()
    await store.write(submission([{ sib_name: 'sent', email_id }]))
    queue.settle({ delivered: rows(), dead: [] })
    db.close()
    store.close()
    store = openStore(file)
    await store.write(submission([{ sib_name: 'meanwhile', email_id }]))
    openQueue()
    expect(names()).toEqual(['meanwhile'])
    expect(queue.delivered()).toBe(1)
  })

  it('goes on after a migration that has rebuilt the table of hits', async () => {
    openQueue()
    db.exec('DROP TRIGGER relay_stored; DROP TRIGGER relay_attached; DROP TRIGGER relay_erased')
    db.close()
    openQueue()
    await store.write(submission([{ sib_name: 'a', email_id }]))
    expect(names()).toEqual(['a'])
  })

  it('forgets what is erased, dead or waiting', async () => {
    openQueue()
    await store.write(submission([{ email_id }, { email_id }, { email_id }]))
    const [first = 0, second = 0, third = 0] = rows()
    queue.settle({ delivered: [], dead: [{ row: first, ...refusal }] })
    db.exec(`DELETE FROM hits WHERE row IN (${first}, ${second})`)
    expect({ rows: rows(), dead: queue.dead(9) }).toEqual({ rows: [third], dead: [] })
    // Erased while it was under way: its verdict comes too late to keep anything.
    queue.settle({ delivered: [], dead: [{ row: second, ...refusal }] })
    expect(queue.countDead()).toBe(0)
    // Only one of the two was still to be sent; that loss is counted.
    expect(queue.erased()).toBe(1)
  })
})

describe('a settlement', () => {
  beforeEach(async () => {
    openQueue()
    await store.write(submission(['a', 'b', 'c', 'd'].map((sib_name) => ({ sib_name, email_id }))))
  })

  it('removes what was delivered, and keeps what was refused with the reason', () => {
    const [a = 0, b = 0] = rows()
    queue.settle({ delivered: [a], dead: [{ row: b, ...refusal }] })
    expect(names()).toEqual(['c', 'd'])
    expect(queue.dead(9)).toMatchObject([{ row: b, ...refusal, email: email_id, hit: { sib_name: 'b' } }])
    expect([queue.delivered(), queue.countDead()]).toEqual([1, 1])
  })

  it('shows the newest dead letters first', () => {
    const [a = 0, b = 0, c = 0] = rows()
    queue.settle({ delivered: [], dead: [{ row: b, ...refusal }] })
    queue.settle({ delivered: [], dead: [{ row: a, ...refusal }] })
    queue.settle({ delivered: [], dead: [{ row: c, ...refusal }] })
    expect(queue.dead(2).map(({ row }) => row)).toEqual([c, a])
  })

  it('is undone by a replay of the given letters or of all, which go to their old place', () => {
    const [a = 0, b = 0, c = 0] = rows()
    queue.settle({ delivered: [], dead: [a, b, c].map((row) => ({ row, ...refusal })) })
    expect(queue.replay([b, 999])).toBe(1)
    expect(names()).toEqual(['b', 'd'])
    expect(queue.replay('all')).toBe(2)
    expect(names()).toEqual(['a', 'b', 'c', 'd'])
    expect(queue.countDead()).toBe(0)
  })

  it('survives a restart', () => {
    queue.settle({ delivered: rows().slice(0, 1), dead: [{ row: rows()[1] ?? 0, ...refusal }] })
    db.close()
    openQueue()
    expect([names(), queue.delivered(), queue.countDead()]).toEqual([['c', 'd'], 1, 1])
  })
})
