import Libsql from 'libsql'
import type { Database } from 'libsql'
import { beforeEach, describe, expect, it } from 'vitest'
import { createProfiles } from '../people/profiles'
import { useTestDirectory } from '../test-directory'
import { migrations } from './migrations'
import { openDatabase } from './open'
import { openStore } from './store'
import { gather } from './testing-found'

const inDirectory = useTestDirectory()
let file: string
beforeEach(() => void (file = inDirectory('old.db')))

/** The tables and indexes of a database, as they were declared. */
const schemaOf = (db: Database): unknown[] =>
  db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all()

/** A database as the first release left it, with a visitor and two hits in it. */
function createFirstVersion(): void {
  const db = new Libsql(file)
  db.exec(`${migrations[0] ?? ''}
    PRAGMA application_id = 1936286307;
    PRAGMA user_version = 1;
    INSERT INTO hits VALUES (1, 5, '/p', 'text', 'k', 'a', 'v', 'ann@a.test', NULL, NULL, 4, '{"id":"a","sib_type":"page"}');
    INSERT INTO hits VALUES (2, 6, '/p', 'text', 'k', 'b', 'w', NULL, NULL, NULL, 4, '{"id":"b","sib_type":"page"}');
    INSERT INTO visitors VALUES ('k', 'v', 'ann@a.test', 3);
    INSERT INTO totals VALUES ('accepted', 2);`)
  db.close()
}

describe('a database of the first version', () => {
  it('keeps what it holds, and takes more', async () => {
    createFirstVersion()
    const store = openStore(file)
    const arrival = { receivedAt: 9, via: '/p', encoding: 'json', key: 'k', cuid: 'v', sent: null } as const
    const write = (id: string) => store.write({ arrival, hits: [{ accepted: true, hit: { id, sib_type: 'track', sib_name: 'x' } }] })
    expect(await write('a')).toEqual({ contact: 'ann@a.test' })
    await write('c')
    expect(store.newest(10).map(({ id, email }) => [id, email])).toEqual([['c', 'ann@a.test'], ['b', null], ['a', 'ann@a.test']])
    expect(store.totals()).toMatchObject({ accepted: 3, duplicates: 1 })
    store.close()
  })

  it('lists its custom events by the time at which they happened', async () => {
    createFirstVersion()
    const old = new Libsql(file)
    old.exec(`
      INSERT INTO hits (received_at, encoding, key, id, via, sent, code, body) VALUES
        (100, 'json', 'k', 'c', '/p', 90, NULL, '{"sib_type":"track","sib_name":"waited","ts":60}'),
        (100, 'json', 'k', 'd', '/v3/events', NULL, NULL, '{"sib_type":"track","sib_name":"stated","ts":30}'),
        (100, 'json', 'k', 'e', '/p', NULL, NULL, '{"sib_type":"track","sib_name":"unknown"}'),
        (100, 'json', 'k', 'f', '/p', NULL, 'invalid_parameter', '{"sib_type":"track","sib_name":"refused"}')`)
    old.close()
    const store = openStore(file)
    const { events } = await gather(store.findEvents({ startMs: 0, endMs: 1000, contactIds: [], names: [], objectTypes: [], limit: 9, offset: 0 }))
    expect(events.map(({ hit, occurredAt }) => [hit.sib_name, occurredAt])).toEqual([['unknown', 100], ['waited', 70], ['stated', 30]])
    store.close()
  })

  it('knows whose the events are that named their contact', () => {
    createFirstVersion()
    const old = new Libsql(file)
    old.exec(`${migrations.slice(1, 5).join('')} PRAGMA user_version = 5;
      INSERT INTO contact_keys VALUES ('email_id', 'bob@a.test', 7);
      INSERT INTO hits (received_at, encoding, key, id, via, code, body) VALUES
        (1, 'json', 's', 'c', '/v3/events', NULL, '{"sib_type":"track","contact":7}'),
        (1, 'json', 's', 'd', '/v3/events', NULL, '{"sib_type":"track","contact":8}'),
        (1, 'json', 's', 'e', '/v3/events', 'invalid_parameter', '{"contact":7}')`)
    old.close()
    const db = openDatabase(file)
    const owners = db.prepare("SELECT contact, email FROM hits WHERE key = 's' ORDER BY row").all([])
    db.close()
    expect(owners).toEqual([{ contact: 7, email: 'bob@a.test' }, { contact: 8, email: null }, { contact: null, email: null }])
  })

  it('knows what events said of their contact before its e-mail was known', () => {
    createFirstVersion()
    const old = new Libsql(file)
    const said = (id: string, at: number, properties: string): string =>
      `(9, 'json', 's', '${id}', '/v3/events', NULL, ${at}, '{"sib_type":"track","contact":7,"properties":${properties}}')`
    old.exec(`${migrations.slice(1, 5).join('')} PRAGMA user_version = 5;
      INSERT INTO contact_keys VALUES ('email_id', 'bob@a.test', 7);
      INSERT INTO attributes VALUES ('BOB@a.test', 'LASTNAME', '"newest"', 8), ('ann@a.test', 'PLAN', '"gold"', 8);
      INSERT INTO hits (received_at, encoding, key, id, via, code, event_at, body) VALUES
        ${said('c', 5, '{"firstname":"Bo","FIRSTNAME":"Bob","LASTNAME":"older","SMS":33612345678,"EXT_ID":""}')},
        ${said('d', 3, '{"FIRSTNAME":"earlier","WHATSAPP":false,"LANDLINE_NUMBER":{"a":1},"plan":"free","other":"x"}')},
        ${said('e', 99, '{"WHATSAPP":true}')}`)
    old.close()
    const db = openDatabase(file)
    const all = db.prepare("SELECT name, value, changed_at FROM attributes WHERE email = 'bob@a.test' ORDER BY name").raw().all([])
    const { attributesOf } = createProfiles(db, () => [])
    expect(attributesOf('bob@a.test')).toEqual({ FIRSTNAME: 'Bob', LASTNAME: 'newest', SMS: 33612345678, WHATSAPP: true, PLAN: 'free' })
    db.close()
    expect(all).toEqual([['EXT_ID', 'null', 5], ['FIRSTNAME', '"Bob"', 5], ['LASTNAME', '"newest"', 8], ['PLAN', '"free"', 3], ['SMS', '33612345678', 5], ['WHATSAPP', 'true', 9]])
  })

  it('knows it where it holds half a surrogate pair, which is no text to the database', () => {
    createFirstVersion()
    const old = new Libsql(file)
    old.exec(`${migrations.slice(1, 5).join('')} PRAGMA user_version = 5;
      INSERT INTO contact_keys VALUES ('email_id', 'bob@a.test', 7);
      INSERT INTO hits (received_at, encoding, key, id, via, code, event_at, body) VALUES
        (9, 'json', 's', 'c', '/v3/events', NULL, 5, '{"sib_type":"track","contact":7,"properties":{"FIRSTNAME":"B\\ud800"}}')`)
    old.close()
    const db = openDatabase(file)
    expect(createProfiles(db, () => []).attributesOf('bob@a.test')).toEqual({ FIRSTNAME: expect.stringMatching(/^B\ufffd+$/) as string })
    db.close()
  })

  it('lets go of attributes that an event from the future has set', () => {
    createFirstVersion()
    const old = new Libsql(file)
    old.exec(`${migrations.slice(1, 4).join('')} PRAGMA user_version = 4;
      INSERT INTO attributes VALUES ('ann@a.test', 'FIRSTNAME', '"future"', 1e15), ('ann@a.test', 'LASTNAME', '"past"', 5)`)
    old.close()
    const db = openDatabase(file)
    const times = db.prepare('SELECT changed_at FROM attributes ORDER BY name').all([]) as { changed_at: number }[]
    db.close()
    expect(times[0]?.changed_at).toBeLessThanOrEqual(Date.now())
    expect(times[1]?.changed_at).toBe(5)
  })

  it('tells the commonest reasons of lost events apart, and those of trackers', () => {
    createFirstVersion()
    const old = new Libsql(file)
    old.exec(`INSERT INTO drops VALUES ('overflow', 1), ('queue', 1), ('huge', 9e999);
      WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 101) INSERT INTO drops SELECT 'r' || i, i FROM n`)
    old.close()
    const store = openStore(file)
    const { dropped } = store.totals()
    store.close()
    expect(Object.keys(dropped)).toHaveLength(64 + 3)
    // 'huge' and the 63 from r39 to r101 stay; r2 to r38 are counted together.
    expect(dropped).toMatchObject({ overflow: 1, queue: 1, huge: Number.MAX_SAFE_INTEGER, r39: 39, other: (37 * (2 + 38)) / 2 })
  })

  it('gives no number of a row twice from then on, and still checks out', () => {
    createFirstVersion()
    const db = openDatabase(file)
    db.exec(`DELETE FROM hits WHERE row = 2;
      INSERT INTO hits (received_at, encoding, key, id, via, body) VALUES (7, 'json', 'k', 'c', '/p', '{}')`)
    expect(db.prepare('SELECT row FROM hits ORDER BY row').raw().all([])).toEqual([[1], [3]])
    expect(db.prepare('PRAGMA integrity_check').get([])).toMatchObject({ integrity_check: 'ok' })
    db.close()
  })

  it('ends up with the tables of a new one', () => {
    createFirstVersion()
    const old = openDatabase(file)
    const fresh = openDatabase(inDirectory('new.db'))
    expect(schemaOf(old)).toEqual(schemaOf(fresh))
    expect(old.prepare('PRAGMA user_version').get([])).toMatchObject({ user_version: migrations.length })
    old.close()
    fresh.close()
  })

  it('is as it was where a step fails half-way', () => {
    createFirstVersion()
    const before = new Libsql(file)
    // The second step makes this table: that it is there already makes the step fail after others of its changes.
    before.exec('CREATE TABLE spent_ids (other)')
    const schema = schemaOf(before)
    before.close()
    expect(() => openDatabase(file)).toThrow(file)
    const after = new Libsql(file)
    expect(schemaOf(after)).toEqual(schema)
    expect(after.prepare('PRAGMA user_version').get([])).toMatchObject({ user_version: 1 })
    after.close()
  })
})

it('opens a database that is up to date without writing to it', () => {
  openDatabase(file).close()
  const first = openDatabase(file)
  const versionOf = (): unknown => (first.prepare('PRAGMA data_version').get([]) as { data_version: unknown }).data_version
  const before = versionOf()
  openDatabase(file).close()
  expect(versionOf()).toBe(before)
  first.close()
})
