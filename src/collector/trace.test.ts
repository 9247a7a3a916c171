import { afterEach, describe, expect, it } from 'vitest'
import { parseOptions } from './options'
import type { Options } from './options'
import { createTestCollector } from './test-collector'
import type { TestCollector } from './test-collector'

let collector: TestCollector
afterEach(() => collector.end())

function begin(...args: string[]): void {
  collector = createTestCollector(parseOptions(args, '0', {}) as Options)
}

const long = 'x'.repeat(200_000)
const hit = { cuid: 'v', sib_type: 'page', sib_name: 'Home', ma_url: 'https://shop.test/cart?email=ann@a.test' }
const lastBody = (): unknown => collector.hits().at(-1)?.body
const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, index) => work(index)))

describe('a request without a key that is taken', () => {
  it.each([
    ['none', {}, ''],
    ['an invented one', { key: 'invented' }, 'invented'],
  ])('leaves what leads to its sender, and nothing of a person: %s', async (_which, key, stored) => {
    begin('--keys', 'k')
    expect((await collector.post({ ...key, ...hit, properties: { pad: long } })).statusCode).toBe(401)
    expect(collector.hits()).toMatchObject([{ accepted: false, code: 'unauthorized', via: '/p', key: stored, cuid: null, kind: 'page', name: 'Home' }])
    const fields = [...Object.keys(key), 'cuid', 'sib_type', 'sib_name', 'ma_url', 'properties']
    expect(lastBody()).toEqual({ origin: 'https://shop.test', sib_type: 'page', sib_name: 'Home', fields })
    expect(collector.store.lookup.arrivals().arrivals).toMatchObject([{ site: 'https://shop.test', code: 'unauthorized' }])
  })

  it('leaves the origin that the browser says, by REST too', async () => {
    begin('--keys', 'k')
    await collector.rest('identify', { email: 'ann@a.test' }, { 'ma-key': 'other', origin: 'https://shop.test' })
    expect(lastBody()).toEqual({ origin: 'https://shop.test', fields: ['email'] })
  })

  it('leaves the beginning of what cannot be read', async () => {
    begin()
    expect((await collector.post(`nonsense ${long}`)).statusCode).toBe(400)
    expect(lastBody()).toEqual({ received: `nonsense ${long}`.slice(0, 400) })
  })

  it('may hold lists in lists without end', async () => {
    begin()
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    expect((await collector.post(`{"hits":[${deep}]}`)).statusCode).toBe(401)
    expect((await collector.post(`{"key":"k","sent":1,"hits":[${deep}]}`)).statusCode).toBe(400)
    const deepest = 2000
    expect((await collector.post(`{"key":"k","sent":1,"hits":[${'['.repeat(deepest)}${']'.repeat(deepest)}]}`)).statusCode).toBe(400)
  })

  it('leaves no trace once a thousand have, whatever is wrong with it, and costs those with a key nothing', async () => {
    begin('--keys', 'k')
    const bodies = [{ ...hit, pad: long }, { key: 'invented', ...hit, pad: long }, `{"key":"k",${long}`]
    await times(1200, (index) => collector.post(bodies[index % bodies.length]))
    expect(collector.store.totals()).toMatchObject({ rejected: 1000 })
    expect(JSON.stringify(collector.hits()).length).toBeLessThan(1_000_000)
    await collector.post({ key: 'k', cuid: 'v', sib_type: 'nonsense' })
    expect(collector.store.totals()).toMatchObject({ rejected: 1001 })
  }, 60_000)
})

describe('a request that is refused as a whole', () => {
  it('is kept as it is where it is short', async () => {
    begin('--keys', 'k')
    await collector.post({ key: 'k', cuid: 'v', sib_type: 'nonsense' })
    expect(lastBody()).toEqual({ key: 'k', cuid: 'v', sib_type: 'nonsense' })
  })

  it('is kept by its beginning where it is long, with what tells whose it is', async () => {
    begin('--keys', 'k')
    const body = { key: 'k', cuid: 'v', id: long, sib_type: 'page', ts: 5, email_id: 'ann@a.test', pad: long.slice(0, 30_000) }
    expect((await collector.post(body)).statusCode).toBe(400)
    expect(collector.hits()[0]?.id).toHaveLength(200)
    expect(lastBody()).toEqual({ sib_type: 'page', ts: 5, email_id: 'ann@a.test', received: JSON.stringify(body).slice(0, 4096) })
  })

  it('leaves no trace after a thousand where pages of its origin may not use the key', async () => {
    begin('--origins', 'k=https://shop.test', '--max-requests-per-key', 'none')
    const send = (origin: string) => collector.app.inject({ method: 'POST', url: '/p', headers: { origin }, payload: { key: 'k', ...hit } })
    const answers = await times(1100, () => send('https://copy.test'))
    expect(answers.every(({ statusCode }) => statusCode === 403)).toBe(true)
    expect((await send('https://shop.test')).statusCode).toBe(200)
    expect(collector.store.totals()).toMatchObject({ rejected: 1000, accepted: 1 })
  }, 60_000)
})
