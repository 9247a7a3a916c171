import Libsql from 'libsql'
import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTokenCheck, mintContactToken } from '../../rest/contact-token'
import type { CollectedHit, Receipt, Sink } from '../sink'
import { openStore } from '../store/store'
import type { Store } from '../store/store'
import { useTestDirectory } from '../test-directory'
import { redeemTokens } from './redeem'
import { createUsedTokens } from './used'
import type { TokenCounts, UsedTokens } from './used'

const secret = Buffer.alloc(32, 1).toString('base64')
const thomas = 'thomas@example.test'
const hour = 60 * 60_000

const inDirectory = useTestDirectory()
let store: Store
let db: Database
let used: UsedTokens
let sink: Sink
let nowMs: number

beforeEach(() => {
  nowMs = Date.parse('2026-01-01T00:00:00Z')
  store = openStore(inDirectory('test.db'))
  open()
})

afterEach(() => {
  db.close()
  store.close()
})

function open(): void {
  db = new Libsql(inDirectory('test.db'), { timeout: 2000 })
  used = createUsedTokens(db)
  sink = redeemTokens(store, { check: createTokenCheck([secret]), used, now: () => nowMs })
}

let count = 0
const arrive = (cuid: string | null, ...hits: Partial<CollectedHit>[]): Promise<Receipt> =>
  sink.write({
    arrival: { receivedAt: nowMs, via: '/p', encoding: 'json', key: 'key', cuid, sent: null },
    hits: hits.map((hit) => ({ accepted: true, hit: { id: `id-${++count}`, sib_type: 'page', ...hit } })),
  })
const mint = (email = thomas): Promise<string> => mintContactToken({ secret, email, lifetimeMs: hour }, nowMs)
const link = (token: string): { ma_url: string } => ({ ma_url: `https://shop.test/?sib_clid=${encodeURIComponent(token)}` })
const contacts = (): unknown[] => [...store.newest(100)].reverse().map(({ email }) => email)
const counted = (counts: Partial<TokenCounts>): void =>
  expect(used.counts()).toEqual({ used: 0, reused: 0, expired: 0, forged: 0, conflicting: 0, ...counts })

describe('a valid token', () => {
  it('makes the visitor known, with what they did before and do after, and leaves no trace in the address', async () => {
    await arrive('v', {})
    expect(await arrive('v', link(await mint()))).toEqual({ contact: thomas })
    expect(await arrive('v', {})).toEqual({ contact: thomas })
    expect(contacts()).toEqual([thomas, thomas, thomas])
    for (const { body } of store.newest(9)) expect(JSON.stringify(body)).not.toContain('sib_clid')
    counted({ used: 1 })
  })

  it('may come in the field of its name', async () => {
    expect(await arrive('v', { sib_clid: await mint() })).toEqual({ contact: thomas })
    expect(store.newest(1)[0]?.body).not.toHaveProperty('sib_clid')
  })

  it('counts once, however many hits of the page carry it, and however often they are sent', async () => {
    const carried = link(await mint())
    const hits = [{ id: 'a', ...carried }, { id: 'b', ...carried }]
    for (let times = 0; times < 3; times++) expect(await arrive('v', ...hits)).toEqual({ contact: thomas })
    counted({ used: 1 })
  })

  it('is the visitor’s still where the hit could not be stored at first', async () => {
    const carried = link(await mint())
    const failing = redeemTokens({ write: () => Promise.reject(new Error('disk full')) }, { check: createTokenCheck([secret]), used, now: () => nowMs })
    const arrival = { receivedAt: nowMs, via: '/p', encoding: 'json', key: 'key', cuid: 'v', sent: null } as const
    await expect(failing.write({ arrival, hits: [{ accepted: true, hit: { id: 'a', sib_type: 'page', ...carried } }] })).rejects.toThrow('disk full')
    expect(await arrive('v', { id: 'a', ...carried })).toEqual({ contact: thomas })
    counted({ used: 1 })
  })

  it('fits a visitor who is known by the same address in other letters', async () => {
    await arrive('v', { sib_type: 'identify', email_id: 'Thomas@Example.test' })
    await arrive('v', link(await mint()))
    counted({ used: 1 })
  })

  it('keeps nothing of the visitor but what says nothing', async () => {
    await arrive('a-visitor', link(await mint()))
    expect(JSON.stringify(db.prepare('SELECT * FROM token_uses').all())).not.toMatch(/a-visitor|thomas/)
  })

  it('does nothing for a hit without a visitor, and is not used up by it', async () => {
    const carried = link(await mint())
    expect(await arrive(null, carried)).toEqual({})
    expect(await arrive('v', carried)).toEqual({ contact: thomas })
  })
})

describe('a token that does nothing but count', () => {
  it('was used by another visitor, also before a restart', async () => {
    const carried = link(await mint())
    await arrive('v', carried)
    used.flush()
    db.close()
    open()
    expect(await arrive('other', carried)).toEqual({})
    expect(contacts()).toEqual([thomas, null])
    counted({ used: 1, reused: 1 })
  })

  it('was used with another key', async () => {
    const carried = link(await mint())
    await arrive('v', carried)
    const arrival = { receivedAt: nowMs, via: '/p', encoding: 'json', key: 'other', cuid: 'v', sent: null } as const
    expect(await sink.write({ arrival, hits: [{ accepted: true, hit: { id: 'x', sib_type: 'page', ...carried } }] })).toEqual({})
    counted({ used: 1, reused: 1 })
  })

  it('has expired', async () => {
    const carried = link(await mint())
    nowMs += hour
    expect(await arrive('v', carried)).toEqual({})
    counted({ expired: 1 })
  })

  it('has expired after its use, when nobody remembers it any more', async () => {
    const carried = link(await mint())
    await arrive('v', carried)
    nowMs += hour
    await arrive('someone', link(await mint('x@y.test')))
    expect(db.prepare('SELECT count(*) AS count FROM token_uses').get([])).toMatchObject({ count: 1 })
    expect(await arrive('other', carried)).toEqual({})
    counted({ used: 2, expired: 1 })
  })

  it.each(['', 'nonsense', 'gAAAAAA', 'x'.repeat(5000)])('is forged: %j', async (token) => {
    expect(await arrive('v', { sib_clid: token })).toEqual({})
    expect(contacts()).toEqual([null])
    counted({ forged: 1 })
  })

  it('was minted with another secret', async () => {
    const token = await mintContactToken({ secret: Buffer.alloc(32, 2).toString('base64'), email: thomas }, nowMs)
    expect(await arrive('v', link(token))).toEqual({})
    counted({ forged: 1 })
  })

  it('names another contact than an earlier hit of the same envelope, by its word or its own token', async () => {
    const carried = link(await mint())
    const receipt = await arrive('v', { sib_type: 'identify', email_id: 'someone@else.test' }, carried)
    expect(receipt).toEqual({ contact: 'someone@else.test' })
    expect(await arrive('w', link(await mint('x@y.test')), carried)).toEqual({ contact: 'x@y.test' })
    expect(await arrive('thomas', carried)).toEqual({ contact: thomas })
    counted({ conflicting: 2, used: 2 })
  })

  it('names another contact than the visitor is known as, whatever a late hit of its envelope said before that', async () => {
    const carried = link(await mint())
    await arrive('v', { sib_type: 'identify', email_id: 'someone@else.test', ts: nowMs })
    nowMs += 1000
    const late = { sib_type: 'identify', email_id: thomas, ts: nowMs - 2000 } as const
    const arrival = { receivedAt: nowMs, via: '/p', encoding: 'json', key: 'key', cuid: 'v', sent: nowMs } as const
    const hits = [late, { sib_type: 'page', ...carried } as const].map((hit, index) => ({ accepted: true, hit: { id: `late-${index}`, ...hit } }) as const)
    expect(await sink.write({ arrival, hits })).toEqual({ contact: 'someone@else.test' })
    counted({ conflicting: 1 })
  })

  it('names another contact than the visitor is known as, and is left to its owner', async () => {
    await arrive('v', { sib_type: 'identify', email_id: 'someone@else.test' })
    const carried = link(await mint())
    expect(await arrive('v', carried)).toEqual({ contact: 'someone@else.test' })
    expect(await arrive('thomas', carried)).toEqual({ contact: thomas })
    counted({ conflicting: 1, used: 1 })
  })
})

describe('a hit that says whose it is', () => {
  it('is believed without its token, which is not used up', async () => {
    const carried = link(await mint())
    expect(await arrive('v', { email_id: 'someone@else.test', ...carried })).toEqual({ contact: 'someone@else.test' })
    expect(store.newest(1)[0]?.body).toMatchObject({ ma_url: 'https://shop.test/' })
    expect(await arrive('thomas', carried)).toEqual({ contact: thomas })
  })
})

describe('a rejected hit', () => {
  it('loses its token, tells nobody who the visitor is, and does not use the token up', async () => {
    const carried = link(await mint())
    const arrival = { receivedAt: nowMs, via: '/p', encoding: 'json', key: 'key', cuid: 'v', sent: null } as const
    const received = { ...carried, sib_type: 'nonsense', sib_clid: await mint(), received: `{"sib_clid":"${await mint()}",` }
    const rejected = { accepted: false, id: 'r', received, problem: { code: 'invalid_parameter', message: 'm' } } as const
    expect(await sink.write({ arrival, hits: [rejected] })).toEqual({})
    expect(store.newest(1)[0]?.body).toEqual({ ma_url: 'https://shop.test/', sib_type: 'nonsense', received: '{"sib_clid":"",' })
    expect(await arrive('thomas', carried)).toEqual({ contact: thomas })
    counted({ used: 1 })
  })
})

describe('what is no business of tokens', () => {
  it('goes through as it is, rejected hits included', async () => {
    const rejected = { accepted: false, id: 'r', received: { a: 1 }, problem: { code: 'invalid_parameter', message: 'm' } } as const
    await sink.write({ arrival: { receivedAt: nowMs, via: '/p', encoding: 'json', key: 'key', cuid: 'v', sent: null }, hits: [rejected] })
    expect(store.newest(9)).toMatchObject([{ id: 'r', accepted: false }])
    counted({})
  })
})

describe('counts', () => {
  it('stand in memory until they are written down, and survive a restart', async () => {
    await arrive('v', { sib_clid: 'nonsense' })
    expect(db.prepare('SELECT count(*) AS count FROM token_counts').get([])).toMatchObject({ count: 0 })
    used.flush()
    await arrive('v', { sib_clid: 'nonsense' })
    counted({ forged: 2 })
    used.flush()
    db.close()
    open()
    counted({ forged: 2 })
  })
})
