import { readdirSync, readFileSync } from 'node:fs'
import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ApiIdentifiers } from '../../contract/api-event'
import type { JsonObject } from '../../contract/event'
import type { CollectedHit, Submission } from '../sink'
import { openDatabase } from '../store/open'
import { openStore } from '../store/store'
import type { Store } from '../store/store'
import { useTestDirectory } from '../test-directory'
import { erasePerson } from './erase'
import { readPerson } from './export'
import type { Person } from './export'
import type { Whom } from './whom'

const inDirectory = useTestDirectory()
let file: string
let store: Store
let other: Database

beforeEach(() => {
  file = inDirectory('hits.db')
  store = openStore(file, { now: () => 2000 })
  // As the command does it, beside a collector that has the file open.
  other = openDatabase(file)
})
afterEach(() => {
  other.close()
  store.close()
})

let count = 0
const hit = (fields: Partial<CollectedHit> = {}): CollectedHit => ({ id: `id-${++count}`, sib_type: 'track', sib_name: 'x', ...fields })
interface Sending {
  /** When the hits happened. */
  readonly at?: number
  readonly cuid?: string | null
  readonly receivedAt?: number
}

const send = (hits: readonly CollectedHit[], { at = 1000, cuid = 'v', receivedAt = 1000 }: Sending = {}) => {
  const arrival: Submission['arrival'] = { receivedAt, via: '/p', encoding: 'json', key: 'k', cuid, sent: receivedAt }
  return store.write({ arrival, hits: hits.map((one) => ({ accepted: true, hit: { ts: at, ...one } })) })
}
const server = (fields: Partial<CollectedHit>, at: number) =>
  store.write({
    arrival: { receivedAt: 2000, via: '/v3/events', encoding: 'json', key: 's', cuid: null, sent: null },
    hits: [{ accepted: true, hit: hit({ ts: at, ...fields }) }],
  })
const reject = (received: JsonObject, cuid: string | null = null) =>
  store.write({
    arrival: { receivedAt: 1, via: '/p', encoding: 'json', key: 'k', cuid, sent: null },
    hits: [{ accepted: false, id: `id-${++count}`, received, problem: { code: 'invalid_parameter', message: 'no' } }],
  })
const person = (whom: Whom): Person | undefined => readPerson(other, whom)
const attributes = (email: string): unknown => person({ email })?.contacts[0]?.attributes
const ids = (): string[] => store.newest(100).map(({ id }) => id).reverse()
const ann = 'ann@a.test'

describe('attributes', () => {
  it('follow every kind of event of the contact', async () => {
    await send([hit({ sib_type: 'identify', email_id: ann, properties: { FIRSTNAME: 'Ann', COLOUR: 'red' } })])
    await send([hit({ properties: { LASTNAME: 'B' } })])
    await send([hit({ email_id: ann, properties: { SMS: '33' } })], { cuid: null })
    expect(attributes(ann)).toEqual({ FIRSTNAME: 'Ann', LASTNAME: 'B', SMS: '33' })
  })

  it('keep what is newer, whatever comes later', async () => {
    await send([hit({ email_id: ann, properties: { FIRSTNAME: 'new' } })], { at: 900 })
    await send([hit({ email_id: ann, properties: { FIRSTNAME: 'old', LASTNAME: 'old' } })], { at: 100 })
    expect(attributes(ann)).toEqual({ FIRSTNAME: 'new', LASTNAME: 'old' })
  })

  it('come with the anonymous events that become the contact’s', async () => {
    await send([hit({ properties: { FIRSTNAME: 'Ann', LASTNAME: 'early' } })], { at: 100 })
    await send([hit({ email_id: ann, properties: { LASTNAME: 'late' } })], { at: 900 })
    expect(attributes(ann)).toEqual({ FIRSTNAME: 'Ann', LASTNAME: 'late' })
  })

  it.each<readonly [string, ApiIdentifiers, Partial<CollectedHit>]>([
    ['ext_id', { ext_id: 'x' }, { identifiers: { ext_id: 'x', email_id: ann }, email_id: ann }],
    ['phone_id', { phone_id: '+33' }, { identifiers: { phone_id: '+33', email_id: ann }, email_id: ann }],
    ['contact_id', { contact_id: 7 }, { identifiers: { contact_id: 7, email_id: ann } }],
    ['an attribute of identify', { ext_id: 'x' }, { sib_type: 'identify', email_id: ann, properties: { EXT_ID: 'x' } }],
  ])('come with the events of servers that named the contact by %s before the e-mail was known', async (_name, identifiers, naming) => {
    await server({ identifiers, properties: { FIRSTNAME: 'Ann', LASTNAME: 'early' } }, 100)
    await server({ identifiers: { ext_id: 'other' }, properties: { FIRSTNAME: 'Bob' } }, 100)
    await server({ ...naming, properties: { ...naming.properties, LASTNAME: 'late' } }, 900)
    expect(attributes(ann)).toMatchObject({ FIRSTNAME: 'Ann', LASTNAME: 'late' })
    expect(store.newest(9).map(({ email }) => email)).toEqual([ann, null, ann])
    expect(store.lookup.hits({ email: ann }, 9).hits).toHaveLength(2)
  })

  it('can be changed after an event that a server dates in the future', async () => {
    await server({ email_id: ann, properties: { FIRSTNAME: 'future', LASTNAME: 'future' } }, Date.parse('9999-01-01T00:00:00Z'))
    await server({ email_id: ann, properties: { FIRSTNAME: 'Ann' } }, 2000)
    await send([hit({ sib_type: 'identify', email_id: ann, properties: { LASTNAME: 'B' } })], { at: 2500, receivedAt: 2500 })
    expect(attributes(ann)).toEqual({ FIRSTNAME: 'Ann', LASTNAME: 'B' })
  })

  it('can be emptied, and stay so for older events', async () => {
    await send([hit({ email_id: ann, properties: { FIRSTNAME: 'Ann' } })], { at: 100 })
    await send([hit({ email_id: ann, properties: { FIRSTNAME: '' } })], { at: 900 })
    await send([hit({ email_id: ann, properties: { FIRSTNAME: 'again' } })], { at: 500 })
    expect(attributes(ann)).toEqual({})
  })

  it('do not follow copies of an event, nor counts of losses', async () => {
    const event = hit({ email_id: ann, properties: { FIRSTNAME: 'Ann' } })
    await send([event])
    await send([{ ...event, properties: { FIRSTNAME: 'copy' } }, hit({ sib_type: 'dropped', properties: { SMS: 1 } })])
    expect(attributes(ann)).toEqual({ FIRSTNAME: 'Ann' })
  })

  it('are those of one contact, however the e-mail is written', async () => {
    await send([hit({ email_id: 'Ann@A.test', properties: { FIRSTNAME: 'Ann' } })])
    await send([hit({ email_id: 'bob@a.test', properties: { FIRSTNAME: 'Bob' } })], { cuid: 'w' })
    expect(attributes(ann)).toEqual({ FIRSTNAME: 'Ann' })
  })
})

describe('export', () => {
  it('has everything of a contact: all visitors, sessions, events, and nobody else’s', async () => {
    await send([hit({ id: 'a', sib_type: 'page', ma_url: 'https://a.test/?utm_source=mail' })], { at: 300 })
    await send([hit({ id: 'b', email_id: ann })], { at: 400 })
    await send([hit({ id: 'c', email_id: 'ANN@a.test' })], { at: 200, cuid: 'phone' })
    await send([hit({ id: 'd', email_id: 'bob@a.test' })], { cuid: 'w' })
    const found = person({ email: ann })
    expect(found?.events.map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    expect(found?.visitors).toHaveLength(2)
    expect(found?.visitors).toEqual(expect.arrayContaining([{ key: 'k', cuid: 'v' }, { key: 'k', cuid: 'phone' }]))
    expect(found?.sessions).toMatchObject([{ cuid: 'phone', events: 1 }, { cuid: 'v', events: 2, campaign: { source: 'mail' } }])
  })

  it('has both contacts of a visitor who was two', async () => {
    await send([hit({ email_id: ann, properties: { FIRSTNAME: 'Ann' } })], { at: 100 })
    await send([hit({ email_id: 'bob@a.test' }), hit()], { at: 900 })
    const found = person({ visitor: 'v' })
    expect(found?.contacts.map(({ email }) => email).sort()).toEqual([ann, 'bob@a.test'])
    expect(found?.events).toHaveLength(3)
  })

  it('knows of nobody who was never here', () => expect(person({ email: ann })).toBeUndefined())
})

describe('erasure', () => {
  const erase = (whom: Whom, at = 1500): number => erasePerson(other, whom, () => at).hits

  it('takes a contact’s events, attributes and visitors away, and leaves everyone else’s', async () => {
    await send([hit(), hit({ email_id: 'Ann@a.test', properties: { FIRSTNAME: 'Ann' } })])
    await send([hit({ email_id: ann })], { cuid: 'phone' })
    await send([hit({ id: 'bob', email_id: 'bob@a.test', properties: { FIRSTNAME: 'Bob' } })], { cuid: 'w' })
    expect(erase({ email: ann })).toBe(3)
    expect(person({ email: ann })).toBeUndefined()
    expect(person({ visitor: 'v' })).toBeUndefined()
    expect(ids()).toEqual(['bob'])
    expect(attributes('bob@a.test')).toEqual({ FIRSTNAME: 'Bob' })
  })

  it.each([
    ['sent by a visitor of the contact', { ma_url: 'https://clinic.test/ann-results' }, 'v'],
    ['of that visitor, read only as far as the fields', { cuid: 'v', hits: 5 }, null],
    ['of an early script', { session_id: 'v' }, null],
    ['with the e-mail in JSON', { received: '{"email_id":"Ann+1@a.test",' }, null],
    ['with the e-mail in an address', { received: 'email=ANN%2B1%40a.test&broken' }, null],
    ['with the e-mail in a bare query', { received: 'email=ann+1%40a.test' }, null],
    ['with the visitor in a text', { received: '{"cuid":"0b5c5e62-7d2f-4a52-9a55-6f4bd3b1f0a1' }, null],
  ])('and an export take a refused request %s, and no others', async (_which, received, cuid) => {
    await send([hit({ email_id: 'ann+1@a.test' })])
    await send([hit({ email_id: 'ann+1@a.test' })], { cuid: '0b5c5e62-7d2f-4a52-9a55-6f4bd3b1f0a1' })
    await reject({ received: 'other v' })
    await reject({ a: 'b' }, 'w')
    await reject(received, cuid)
    expect(person({ email: 'ann+1@a.test' })?.refused.map(({ body }) => body)).toEqual([received])
    expect(erase({ email: 'ann+1@a.test' })).toBe(3)
    expect(store.newest(10).map(({ body }) => body)).toEqual([{ a: 'b' }, { received: 'other v' }])
  })

  it('of a visitor takes the refused requests of that visitor, whoever they are', async () => {
    await reject({ a: 'b' }, 'v')
    await reject({ cuid: 'v', hits: 5 })
    await reject({ a: 'c' }, 'w')
    expect(person({ visitor: 'v' })?.refused).toHaveLength(2)
    expect(erase({ visitor: 'v' })).toBe(2)
    expect(store.newest(10).map(({ body }) => body)).toEqual([{ a: 'c' }])
    expect(person({ visitor: 'v' })).toBeUndefined()
  })

  it('keeps out what happened before it and comes after it, with an answer as if it were stored', async () => {
    await send([hit({ email_id: ann })])
    erase({ email: ann })
    const late = { at: 1200, receivedAt: 2000 }
    expect(await send([hit({ email_id: 'ANN@a.test' }), hit()], late)).toEqual({})
    expect(await send([hit({ email_id: ann })], { ...late, cuid: 'elsewhere' })).toEqual({})
    expect(ids()).toEqual([])
    expect(person({ email: ann })).toBeUndefined()
    expect(store.totals()).toMatchObject({ accepted: 1, erased: 3 })
  })

  it('lets in what happens afterwards, and what others did in the same browser', async () => {
    await send([hit({ email_id: ann })])
    erase({ email: ann })
    await send([hit({ id: 'bob', email_id: 'bob@a.test' })], { at: 1200, receivedAt: 2000 })
    await send([hit({ id: 'new', email_id: ann })], { at: 1600, receivedAt: 2000 })
    expect(ids()).toEqual(['bob', 'new'])
  })

  it('of a visitor keeps out all that the visitor did before', async () => {
    await send([hit({ email_id: ann })])
    await send([hit({ id: 'other', email_id: ann })], { cuid: 'phone' })
    expect(erase({ visitor: 'v' })).toBe(1)
    await send([hit({ email_id: ann }), hit()], { at: 1200, receivedAt: 2000 })
    expect(ids()).toEqual(['other'])
  })

  it('of somebody unknown keeps out what is still on its way', async () => {
    expect(erase({ email: ann })).toBe(0)
    await send([hit({ email_id: ann })], { at: 1200, receivedAt: 2000 })
    expect(ids()).toEqual([])
  })

  it('finds somebody of whom attributes and visitors are left, their events being too old to be kept', async () => {
    await send([hit({ sib_type: 'identify', email_id: ann, properties: { FIRSTNAME: 'Ann' } })])
    other.exec('DELETE FROM hits')
    expect(erasePerson(other, { email: ann })).toEqual({ hits: 0, isFound: true })
    expect(erasePerson(other, { email: ann })).toEqual({ hits: 0, isFound: false })
    expect(person({ email: ann })).toBeUndefined()
  })

  it('takes what servers said of the contact by other names, and keeps out what is late of it', async () => {
    await server({ identifiers: { ext_id: 'x' } }, 900)
    await server({ id: 'bob', identifiers: { ext_id: 'y' } }, 900)
    await server({ identifiers: { email_id: 'Ann@a.test', ext_id: 'x' }, email_id: 'Ann@a.test' }, 900)
    await server({ identifiers: { ext_id: 'x' }, properties: { FIRSTNAME: 'Ann' } }, 950)
    expect(attributes(ann)).toEqual({ FIRSTNAME: 'Ann' })
    expect(person({ email: ann })?.events).toHaveLength(3)
    expect(erase({ email: ann })).toBe(3)
    await server({ identifiers: { ext_id: 'x' } }, 1000)
    await server({ identifiers: { contact_id: 1 } }, 1000)
    await server({ identifiers: { contact_id: 7, email_id: 'ANN@a.test' } }, 1000)
    await server({ id: 'late-bob', identifiers: { ext_id: 'y' } }, 1000)
    await server({ id: 'new', identifiers: { ext_id: 'x' } }, 1600)
    expect(ids()).toEqual(['bob', 'late-bob', 'new'])
  })

  it('takes more rows than one step does', async () => {
    await send(Array.from({ length: 1201 }, () => hit({ email_id: ann })))
    expect(erase({ email: ann })).toBe(1201)
    expect(ids()).toEqual([])
  })

  it('leaves no trace of the person in the files, tombstones included', async () => {
    const events = Array.from({ length: 50 }, () => hit({ email_id: ann, properties: { FIRSTNAME: 'Annabella' } }))
    await send(events, { cuid: 'visitor-of-ann' })
    await send([hit({ id: 'bob', email_id: 'bob@a.test' })])
    const stored = (): string => readdirSync(inDirectory()).map((name) => readFileSync(inDirectory(name), 'latin1')).join()
    expect(stored()).toContain('Annabella')
    erase({ email: ann })
    for (const trace of ['Annabella', ann, 'visitor-of-ann']) expect(stored()).not.toContain(trace)
    expect(stored()).toContain('bob@a.test')
  })
})
