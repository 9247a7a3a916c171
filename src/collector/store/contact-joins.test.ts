import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ApiIdentifiers } from '../../contract/api-event'
import type { JsonObject } from '../../contract/event'
import { erasePerson } from '../people/erase'
import { readPerson } from '../people/export'
import type { CollectedHit } from '../sink'
import { useTestDirectory } from '../test-directory'
import type { Commit } from './announce'
import { openDatabase } from './open'
import { openStore } from './store'
import type { Store } from './store'
import { gather } from './testing-found'

const inDirectory = useTestDirectory()
let store: Store
let other: Database

beforeEach(() => {
  store = openStore(inDirectory('a.db'))
  other = openDatabase(inDirectory('a.db'))
})
afterEach(() => {
  other.close()
  store.close()
})

const eve = 'eve@a.test'
let count = 0

/** Stores a hit that was sent when it happened: by a server, or by a visitor where there is one. */
function write(hit: Partial<CollectedHit>, cuid: string | null = null, at = 1000 + ++count): Promise<unknown> {
  const arrival = { receivedAt: at, via: cuid === null ? '/v3/events' : '/p', encoding: 'json', key: 'k', cuid, sent: at } as const
  return store.write({ arrival, hits: [{ accepted: true, hit: { id: `id-${++count}`, sib_type: 'track', sib_name: 'x', ts: at, ...hit } }] })
}
const server = (sib_name: string, identifiers: ApiIdentifiers, properties: JsonObject = {}): Promise<unknown> =>
  write({ sib_name, identifiers, properties, ...(identifiers.email_id !== undefined && { email_id: identifiers.email_id }) })
const identify = (email: string, properties: JsonObject = {}): Promise<unknown> => write({ sib_type: 'identify', email_id: email, properties }, 'v')

const everything = { contactIds: [], names: [], objectTypes: [], startMs: 0, endMs: Number.MAX_SAFE_INTEGER, limit: 100, offset: 0 }
/** The names of custom events, oldest first, with the numbers of their contacts. */
async function listed(contactIds: readonly number[] = []): Promise<unknown> {
  const { events } = await gather(store.findEvents({ ...everything, contactIds }))
  return events.map(({ hit, contactId }) => [hit.sib_name, contactId]).reverse()
}
const exported = (email: string): unknown => {
  const person = readPerson(other, { email })
  return { attributes: person?.contacts[0]?.attributes, events: person?.events.map(({ body }) => (body.sib_type === 'track' ? body.sib_name : body.sib_type)) }
}

describe('a contact without an e-mail', () => {
  const known = (): Promise<unknown> => server('bought', { ext_id: '42' }, { FIRSTNAME: 'Eve', LASTNAME: 'early' })

  it.each<readonly [string, () => Promise<unknown>]>([
    ['with identify', () => identify(eve, { EXT_ID: '42', LASTNAME: 'late' })],
    ['from a server', () => server('said', { email_id: eve, ext_id: '42' }, { LASTNAME: 'late' })],
    ['by number', () => server('said', { contact_id: 2, ext_id: '42' }, { LASTNAME: 'late' })],
  ])('is joined to one with an e-mail that is called the same: %s', async (_how, say) => {
    await known()
    await identify(eve)
    await say()
    await server('again', { ext_id: '42' })
    expect(exported(eve)).toMatchObject({
      attributes: { FIRSTNAME: 'Eve', LASTNAME: 'late' },
      events: expect.arrayContaining(['bought', 'again']) as unknown,
    })
    expect(await listed()).toEqual(expect.arrayContaining([['bought', 2], ['again', 2]]))
  })

  it('is erased with it then, and late events of any of its names and numbers stay out', async () => {
    await server('bought', { ext_id: '42', phone_id: '+1' })
    await identify(eve)
    await identify(eve, { EXT_ID: '42' })
    await server('rang', { phone_id: '+1' })
    await server('numbered', { contact_id: 1 })
    expect(await listed([1])).toEqual([['bought', 2], ['rang', 2], ['numbered', 2]])
    expect(await listed([2])).toEqual(await listed([1]))
    expect(erasePerson(other, { email: eve }, () => 9000).hits).toBe(5)
    for (const identifiers of [{ ext_id: '42' }, { phone_id: '+1' }, { contact_id: 1 }, { contact_id: 2 }]) await server('late', identifiers)
    expect(await listed()).toEqual([])
    expect(other.prepare('SELECT * FROM contact_keys').all([])).toEqual([])
  })

  it('is told of, so that what people look at follows', async () => {
    await known()
    await identify(eve)
    const commits: Commit[] = []
    store.onCommit((commit) => commits.push(commit))
    await identify(eve, { EXT_ID: '42' })
    expect(commits.flatMap(({ attached }) => attached)).toEqual([{ contact: 1, email: eve }])
    expect(store.newest(9).at(-1)).toMatchObject({ email: eve, body: { contact: 2, sib_name: 'bought' } })
  })

  it('stays apart where the other is called otherwise', async () => {
    await known()
    await identify(eve, { EXT_ID: '41' })
    await server('said', { email_id: eve, ext_id: '42' })
    expect(await listed()).toEqual([['bought', 1], ['said', 2]])
    expect(exported(eve)).toMatchObject({ events: ['identify', 'said'] })
  })

  it('leaves behind what the other is called otherwise, as if that had been said later', async () => {
    await server('bought', { ext_id: '42', phone_id: '+2' })
    await identify(eve, { SMS: '+1' })
    await identify(eve, { EXT_ID: '42' })
    await server('rang', { phone_id: '+2' })
    expect(await listed()).toEqual([['bought', 2], ['rang', 3]])
  })

  it('may be one of several', async () => {
    await known()
    await server('rang', { phone_id: '+1' })
    await identify(eve, { EXT_ID: '42', SMS: '+1' })
    expect(await listed([1])).toEqual([['bought', 1], ['rang', 1]])
    expect(await listed([2])).toEqual(await listed([1]))
  })
})

describe('an e-mail that nobody has, beside a name of somebody with another one', () => {
  const old = 'old@a.test'
  beforeEach(() => server('old', { email_id: old, ext_id: '7' }))

  it('makes one contact, which has the event, the attributes and a number', async () => {
    await server('new', { email_id: eve, ext_id: '7' }, { FIRSTNAME: 'Eve' })
    await server('old again', { ext_id: '7' })
    expect(await listed()).toEqual([['old', 1], ['new', 2], ['old again', 1]])
    expect(exported(eve)).toEqual({ attributes: { FIRSTNAME: 'Eve' }, events: ['new'] })
    expect(erasePerson(other, { email: old }).hits).toBe(2)
    expect(await listed()).toEqual([['new', 2]])
    expect(erasePerson(other, { email: eve }).hits).toBe(1)
  })

  it('makes one contact of a visitor', async () => {
    await identify(eve, { EXT_ID: '7' })
    await write({ sib_name: 'seen' }, 'v')
    expect(await listed()).toEqual([['old', 1], ['seen', 2]])
    expect(await listed([2])).toEqual([['seen', 2]])
  })

  it('becomes that of somebody without one, who is named as well', async () => {
    await server('rang', { phone_id: '+1' })
    await server('new', { email_id: eve, ext_id: '7', phone_id: '+1' })
    expect(await listed()).toEqual([['old', 1], ['rang', 2], ['new', 2]])
    expect(exported(eve)).toMatchObject({ events: ['rang', 'new'] })
  })

  it('decides nothing where the contact is given by number', async () => {
    // As v3 has it: no e-mail of the hit's own.
    await write({ sib_name: 'numbered', identifiers: { contact_id: 1, email_id: eve }, properties: { FIRSTNAME: 'Old' } })
    expect(await listed()).toEqual([['old', 1], ['numbered', 1]])
    expect(exported(old)).toEqual({ attributes: { FIRSTNAME: 'Old' }, events: ['old', 'numbered'] })
  })
})
