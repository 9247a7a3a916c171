import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HitFilter } from '../inspector/query'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import { createLookup, maxRead } from './lookup'
import { openDatabase } from './open'

let collector: TestCollector
beforeEach(() => void (collector = createTestCollector()))
afterEach(() => collector.end())

const sent = 1_700_000_000_000
const envelope = (cuid: string, hits: object[], key = 'k'): object => ({
  ...{ key, cuid, sent },
  hits: hits.map((hit, seq) => ({ lane: cuid, seq, ts: sent - 5000, ma_url: 'https://shop.test/a?b#c', sib_type: 'track', sib_name: 'x', ...hit })),
})
const ids = (filter: HitFilter, limit = 100): string[] => collector.store.lookup.hits(filter, limit).hits.map(({ id }) => id)

describe('hits', () => {
  beforeEach(async () => {
    await collector.post(envelope('v', [{ id: 'a', sib_type: 'page', sib_name: 'Home' }, { id: 'b' }]))
    await collector.post(envelope('w', [{ id: 'c', email_id: 'Ann@a.test' }, { id: 'd', sib_name: '' }], 'other'))
  })

  it.each<[HitFilter, string[]]>([
    [{}, ['d', 'c', 'b', 'a']],
    [{ key: 'k' }, ['b', 'a']],
    [{ kind: 'page' }, ['a']],
    [{ email: 'Ann@a.test' }, ['c']],
    [{ cuid: 'w' }, ['d', 'c']],
    [{ isRejected: true }, ['d']],
    [{ isRejected: false }, ['c', 'b', 'a']],
    [{ text: 'HOME' }, ['a']],
    [{ text: 'ann@A' }, ['c']],
    [{ text: 'missing_parameter' }, ['d']],
    [{ text: "%' OR 1=1 --" }, []],
    [{ before: 3 }, ['b', 'a']],
    [{ key: 'k', kind: 'track', text: 'shop' }, ['b']],
  ])('passes by %j', (filter, expected) => expect(ids(filter)).toEqual(expected))

  it('come page by page', () => {
    const { lookup } = collector.store
    const first = lookup.hits({}, 3)
    expect([first.hits.map(({ id }) => id), first.next]).toEqual([['d', 'c', 'b'], 2])
    expect(lookup.hits({ before: 2 }, 3)).toMatchObject({ hits: [{ id: 'a' }], next: null })
    expect(lookup.hits({ text: 'home' }, 1).next).toBeNull()
  })
})

describe('a long history', () => {
  it('is read piece by piece, however rare what is looked for', () => {
    const db = openDatabase(join(collector.directory, 'long.db'))
    db.exec(`INSERT INTO hits (row, received_at, via, encoding, key, id, body) VALUES (1, 1, '/p', 'json', 'k', 'old', '{}'),
      (${maxRead * 2}, 2, '/p', 'json', 'k', 'new', '{}')`)
    const lookup = createLookup(db)
    const newest = lookup.hits({}, 10)
    expect(newest.hits.map(({ id }) => id)).toEqual(['new'])
    const older = lookup.hits({ before: newest.next ?? 0 }, 10)
    expect([older.hits.map(({ id }) => id), older.next]).toEqual([['old'], null])
    db.close()
  })
})

describe('contacts', () => {
  it('are told with what they did, the last seen first', async () => {
    await collector.post(envelope('v', [{ id: 'a', email_id: 'ann@a.test' }, { id: 'b' }]))
    await collector.post(envelope('w', [{ id: 'c', email_id: 'ann@a.test' }]))
    await collector.post(envelope('x', [{ id: 'd', email_id: 'bob@b.test' }]))
    const { lookup } = collector.store
    expect(lookup.contacts('', 10)).toMatchObject([{ email: 'bob@b.test', events: 1, visitors: 1 }, { email: 'ann@a.test', events: 3, visitors: 2 }])
    expect(lookup.contacts('ANN@', 10)).toHaveLength(1)
    expect(lookup.contacts('', 1)).toHaveLength(1)
    expect(lookup.contacts('%', 10)).toEqual([])
  })
})

describe('arrivals', () => {
  it('tell the site, who sent, and what became of it', async () => {
    await collector.post(envelope('v', [{ id: 'a', sib_type: 'page' }, { id: 'b', sib_type: 'page', email_id: 'ann@a.test' }, { id: 'c', sib_name: '' }]))
    await collector.post({ key: 'k', cuid: 'v', sib_type: 'page', sib_name: 'Home', ma_url: 'http://old.test' })
    await collector.get('key=k&cuid=v&sib_type=page&ma_url=https%3A%2F%2Fearly.test%3A8443%2Fp')
    await collector.post('key=k&cuid=v&sib_type=page&ma_url=javascript:alert(1)', 'application/x-www-form-urlencoded')
    await collector.rest('identify', { email: 'a@b.test' })
    const { arrivals, examined } = collector.store.lookup.arrivals()
    expect(examined).toBe(7)
    expect(arrivals).toMatchObject([
      { site: '', sender: 'rest', kind: 'identify', key: 'key', known: 1 },
      { site: '', sender: 'form' },
      { site: 'https://early.test:8443', sender: 'early' },
      { site: 'http://old.test', sender: 'published', count: 1, code: null },
      { site: 'https://shop.test', sender: 'tracker', code: 'missing_parameter', count: 1 },
      { site: 'https://shop.test', sender: 'tracker', kind: 'page', count: 2, known: 2, longestWaitMs: 5000 },
    ])
    expect(arrivals.at(-1)?.clockErrorMs).toBeGreaterThan(1e10)
  })

  it('are told where a text holds half a surrogate pair, which is no text to the database', async () => {
    const half = '\ud800'
    await collector.post(envelope('v', [{ id: 'a', sib_type: half, ma_url: `http://x${half}y/` }, { id: 'b', sib_type: 'dropped', properties: { [half]: 1 } }]))
    const { arrivals, dropped } = collector.store.lookup.arrivals()
    expect(arrivals).toMatchObject([{ site: expect.stringMatching(/^http:\/\/x\ufffd+y$/) as unknown, kind: expect.stringMatching(/^\ufffd+$/) as unknown }])
    expect(dropped).toMatchObject([{ reason: expect.stringMatching(/^\ufffd+$/) as unknown, count: 1 }])
  })

  it('tell losses by key and reason, and do not take them for traffic', async () => {
    const dropped = (id: string, properties: object): object => ({ id, sib_type: 'dropped', properties })
    await collector.post(envelope('v', [dropped('a', { overflow: 2, expired: 1 }), dropped('b', { overflow: 3 })]))
    expect(collector.store.lookup.arrivals()).toMatchObject({
      arrivals: [],
      dropped: [{ key: 'k', reason: 'overflow', count: 5 }, { key: 'k', reason: 'expired', count: 1 }],
    })
  })
})
