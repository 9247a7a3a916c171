import Libsql from 'libsql'
import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiEvent } from '../../contract/api-event'
import type { CollectedHit } from '../sink'
import { openStore } from '../store/store'
import type { Store } from '../store/store'
import { useTestDirectory } from '../test-directory'
import { createQueue } from './queue'
import type { Queue } from './queue'
import { startRelay } from './relay'
import type { Relay } from './relay'
import { prepareRelay } from './schema'
import { submission } from './testing'
import { createTestUpstream } from './testing-upstream'
import type { TestUpstream } from './testing-upstream'
import type { Target } from './target'
import { createUpstreamV2 } from './upstream-v2'
import { createUpstreamV3 } from './upstream-v3'

// An hour of the virtual clock takes seconds of a busy machine's.
vi.setConfig({ testTimeout: 60_000 })

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const target: Target = { mode: 'v3', host: 'https://api.brevo.test', apiKey: 'secret', requestsPerSecond: 10, batchesPerHour: 100 }

const inDirectory = useTestDirectory()
let store: Store
let db: Database
let queue: Queue
let upstream: TestUpstream
let relay: Relay
let errors: Error[]
let isOurs: boolean
let standbys: number

beforeEach(() => {
  // The store's own turns of the event loop stay real; only what waits goes by the virtual clock.
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z'), toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const file = inDirectory('test.db')
  store = openStore(file)
  db = new Libsql(file, { timeout: 2000 })
  db.pragma('synchronous = OFF')
  prepareRelay(db)
  queue = createQueue(db)
  upstream = createTestUpstream()
  vi.stubGlobal('fetch', upstream.fetch)
  errors = []
  isOurs = true
  standbys = 0
  relay = start()
})

afterEach(async () => {
  const stopped = relay.stop(0)
  await vi.runAllTimersAsync()
  await stopped
  db.close()
  store.close()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  expect(errors).toEqual([])
})

const start = (changes: Partial<Target> = {}): Relay =>
  startRelay({
    ...{ queue, upstream: createUpstreamV3({ ...target, ...changes }), isOurs: () => isOurs },
    onStandby: () => standbys++,
    onError: (error) => errors.push(error),
  })

async function stop(): Promise<void> {
  const stopped = relay.stop(0)
  await pass(1000)
  await stopped
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const write = (...hits: Partial<CollectedHit>[]): Promise<unknown> =>
  store.write(submission(hits.map((hit) => ({ email_id: 'a@b.test', ...hit }))))
const named = (from: number, to: number): Partial<CollectedHit>[] =>
  Array.from({ length: to - from }, (_, index) => ({ sib_name: `e${from + index}` }))
const takenNames = (): string[] => upstream.taken().map(({ event_name }) => event_name)
const paths = (): string[] => upstream.requests.map(({ path }) => path)
const expected = (from: number, to: number): string[] => named(from, to).map(({ sib_name = '' }) => sib_name)

/** Lets time pass until nothing waits any more; says how long that took. */
async function drain(atMostMs: number): Promise<number> {
  const startMs = Date.now()
  while (queue.count(1) > 0 && Date.now() - startMs < atMostMs) await pass(1000)
  expect(queue.count()).toBe(0)
  return Date.now() - startMs
}

describe('the relay', () => {
  it('sends a few events one by one, with the key, and within a second', async () => {
    await write({ sib_name: 'e0' }, { sib_name: 'e1' })
    await pass(1000)
    expect(takenNames()).toEqual(['e0', 'e1'])
    expect(upstream.requests).toMatchObject([{ path: '/v3/events', key: 'secret' }, { path: '/v3/events' }])
    expect(relay.state()).toEqual({ waiting: 0, delivered: 2, dead: 0, erased: 0 })
  })

  it('sends many together, 200 at most, and single ones until the next batch may go', async () => {
    await write(...named(0, 600))
    await drain(minuteMs)
    expect(takenNames()).toEqual(expected(0, 600))
    expect(upstream.requests[0]).toMatchObject({ path: '/v3/events/batch', status: 202 })
    expect(upstream.requests[0]?.events).toHaveLength(200)
    expect(paths().filter((path) => path === '/v3/events/batch').length).toBe(2)
  })

  it('is never told to slow down by the documented limits, with more to send than they allow', async () => {
    for (let minute = 0; minute < 5; minute++) {
      await write(...named(minute * 1500, (minute + 1) * 1500))
      await pass(minuteMs)
    }
    expect(upstream.requests.filter(({ status }) => status !== 202 && status !== 204)).toEqual([])
    expect(takenNames()).toEqual(expected(0, takenNames().length))
    // 9.5 single events a second, and 200 in each of 1.6 batches a minute.
    expect(takenNames().length).toBeGreaterThan(5 * 60 * 12)
  })

  it('keeps batches within 512 KB, and goes on with what did not fit', async () => {
    const text = 'x'.repeat(20_000)
    await write(...named(0, 40).map((hit) => ({ ...hit, event: { data: { text } } })))
    await drain(minuteMs)
    expect(takenNames()).toEqual(expected(0, 40))
    expect(upstream.requests[0]?.events).toHaveLength(26)
  })
})

describe('a relay on standby', () => {
  it('sends nothing and says so, once, until its turn has come', async () => {
    await stop()
    isOurs = false
    relay = start()
    await write({ sib_name: 'e0' })
    await pass(minuteMs)
    expect(upstream.requests).toEqual([])
    expect(relay.state()).toEqual({ waiting: 1, delivered: 0, dead: 0, erased: 0, standby: true })
    expect(standbys).toBe(1)
    isOurs = true
    await pass(3000)
    expect(takenNames()).toEqual(['e0'])
    expect(relay.state()).toEqual({ waiting: 0, delivered: 1, dead: 0, erased: 0 })
  })
})

describe('F55: an outage of an hour', () => {
  const people = 40
  const perMinute = 60

  /** Events of an hour, from many people, while nothing gets through. */
  async function outage(): Promise<void> {
    for (let minute = 0; minute < 60; minute++) {
      const first = minute * perMinute
      const hits = named(first, first + perMinute).map((hit, index) => ({ ...hit, email_id: `p${(first + index) % people}@b.test` }))
      await store.write(submission(hits))
      await pass(minuteMs)
    }
  }
  const numberOf = ({ event_name }: ApiEvent): number => Number(event_name.slice(1))

  it.each([
    ['status 503', { status: 503 }],
    ['broken connections', 'broken'],
    ['a page instead of the API', { status: 502, body: '<html>' }],
  ] as const)('by %s costs few requests and drains without a loss, a double or a change of order', async (_name, fault) => {
    upstream.fault = () => fault
    await outage()
    expect(upstream.requests.length).toBeLessThanOrEqual(30)
    expect(relay.state()).toMatchObject({ waiting: 60 * perMinute, delivered: 0, dead: 0 })
    expect(relay.state().pause?.untilMs).toBeGreaterThan(Date.now())

    // The first minutes after it are bad as well.
    const healed = Date.now()
    let turn = 0
    upstream.fault = (atMs) => (atMs < healed + 5 * minuteMs && ++turn % 3 > 0 ? { status: 500 } : undefined)
    await drain(2 * hourMs)
    const taken = upstream.taken()
    expect(taken.map(numberOf).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 * perMinute }, (_, index) => index))
    for (let person = 0; person < people; person++) {
      const theirs = taken.filter(({ identifiers }) => identifiers.email_id === `p${person}@b.test`).map(numberOf)
      expect(theirs).toEqual([...theirs].sort((a, b) => a - b))
    }
    expect(upstream.requests.filter(({ status }) => status === 429)).toEqual([])
    expect(relay.state()).toEqual({ waiting: 0, delivered: 60 * perMinute, dead: 0, erased: 0 })
  })

  it.each([
    ['status 503', { status: 503 }],
    ['broken connections', 'broken'],
  ] as const)('by %s costs few requests of api/v2, too, and drains in order, each event once', async (_name, fault) => {
    await stop()
    relay = startRelay({ queue, upstream: createUpstreamV2({ ...target, mode: 'v2' }), isOurs: () => true, onStandby: () => undefined, onError: (error) => errors.push(error) })
    const events: unknown[] = []
    let isDown = true
    let requests = 0
    vi.stubGlobal('fetch', async (url: string | URL | Request, { body }: RequestInit = {}) => {
      await pause(80)
      requests++
      if (isDown && fault === 'broken') throw new TypeError('fetch failed')
      if (isDown && fault !== 'broken') return new Response('{}', fault)
      events.push([new URL(url instanceof Request ? url.url : url).pathname, (JSON.parse(body as string) as { event: string }).event])
      return new Response(null, { status: 204 })
    })
    for (let minute = 0; minute < 60; minute++) {
      await write(...named(minute * 10, minute * 10 + 10))
      await pass(minuteMs)
    }
    expect(requests).toBeLessThanOrEqual(30)
    expect(relay.state()).toMatchObject({ waiting: 600, delivered: 0, dead: 0 })
    isDown = false
    await drain(hourMs)
    expect(events).toEqual(expected(0, 600).map((name) => ['/api/v2/trackEvent', name]))
    expect(relay.state()).toEqual({ waiting: 0, delivered: 600, dead: 0, erased: 0 })
  })

  it('does not change when things happened', async () => {
    upstream.fault = () => ({ status: 503 })
    const happenedAt = Date.now()
    await write({ sib_name: 'e0' })
    await pass(hourMs)
    upstream.fault = () => undefined
    await drain(hourMs)
    expect(upstream.taken()[0]?.event_date).toBe(new Date(happenedAt).toISOString())
  })

  it('leaves behind what waits for the next start', async () => {
    upstream.fault = () => 'broken'
    await write(...named(0, 50))
    await pass(10 * minuteMs)
    await stop()
    upstream.fault = () => undefined
    relay = start()
    await drain(minuteMs)
    expect(takenNames()).toEqual(expected(0, 50))
  })
})

describe('a failure', () => {
  it('is followed by the pause that Retry-After asks for', async () => {
    upstream.fault = () => (upstream.requests.length === 0 ? { status: 503, headers: { 'retry-after': '1200' } } : undefined)
    await write({ sib_name: 'e0' })
    await pass(1_199_000)
    expect(upstream.requests).toHaveLength(1)
    await pass(2000)
    expect(takenNames()).toEqual(['e0'])
  })

  it('after a success begins with a short pause again', async () => {
    upstream.fault = () => ({ status: 500 })
    await write({ sib_name: 'e0' })
    await pass(30 * minuteMs)
    upstream.fault = () => undefined
    await drain(10 * minuteMs)
    const before = upstream.requests.length
    upstream.fault = () => (upstream.requests.length === before ? { status: 500 } : undefined)
    await write({ sib_name: 'e1' })
    await pass(3000)
    expect(takenNames()).toEqual(['e0', 'e1'])
  })
})

describe('a queue that cannot be written', () => {
  const full = new Error('database or disk is full')

  /** Has settlements fail until its result is called. */
  function breakQueue(): () => void {
    const settle = vi.spyOn(queue, 'settle').mockImplementation(() => {
      throw full
    })
    return () => settle.mockRestore()
  }

  it('has nothing sent twice, and the rest once it can be written again', async () => {
    const mend = breakQueue()
    await write({ sib_name: 'e0' }, { sib_name: 'e1' })
    await pass(10 * minuteMs)
    expect(takenNames()).toEqual(['e0'])
    expect(errors.length).toBeGreaterThan(2)
    expect(new Set(errors)).toEqual(new Set([full]))
    errors = []
    mend()
    await drain(10 * minuteMs)
    expect(takenNames()).toEqual(['e0', 'e1'])
    expect(relay.state()).toMatchObject({ waiting: 0, delivered: 2, dead: 0 })
  })

  it('has nothing sent twice after the next start either, where it can be written again by the stop', async () => {
    const mend = breakQueue()
    await write({ sib_name: 'e0' }, { sib_name: 'e1' })
    await pass(10 * minuteMs)
    errors = []
    mend()
    await stop()
    relay = start()
    await drain(minuteMs)
    expect(takenNames()).toEqual(['e0', 'e1'])
  })
})

describe('a receiver that wants time', () => {
  it.each([
    ['Retry-After', { 'retry-after': '600' }],
    ['x-sib-ratelimit-reset', { 'x-sib-ratelimit-reset': '600', 'x-sib-ratelimit-remaining': '0' }],
  ])('gets it, for either kind of request, by %s', async (_name, headers) => {
    upstream.fault = () => (upstream.requests.length < 2 ? { status: 429, headers } : undefined)
    await write({ sib_name: 'e0' })
    await pass(599_000)
    expect(paths()).toEqual(['/v3/events', '/v3/events/batch'])
    expect(relay.state().pause?.reason).toMatchObject({ status: 429, code: 'too_many_requests' })
    await pass(3000)
    expect(takenNames()).toEqual(['e0'])
  })

  it('gets it before it has to refuse, where it counts down to none', async () => {
    const headers = { 'x-sib-ratelimit-limit': '10', 'x-sib-ratelimit-remaining': '0', 'x-sib-ratelimit-reset': '30' }
    vi.stubGlobal('fetch', async (...args: Parameters<typeof fetch>) => {
      const { status } = await upstream.fetch(...args)
      return new Response(null, { status, headers })
    })
    await write({ sib_name: 'e0' })
    await pass(1000)
    await write(...named(1, 3))
    await pass(25_000)
    expect(paths()).toEqual(['/v3/events', '/v3/events/batch'])
    await write({ sib_name: 'e3' })
    await pass(10_000)
    expect(paths()).toEqual(['/v3/events', '/v3/events/batch', '/v3/events'])
    expect(takenNames()).toEqual(expected(0, 4))
  })

  it('for batches gets single events meanwhile', async () => {
    upstream.fault = () => (paths().includes('/v3/events/batch') ? undefined : { status: 429, headers: { 'retry-after': '3000' } })
    await write(...named(0, 30))
    await drain(minuteMs)
    expect(takenNames()).toEqual(expected(0, 30))
    expect(paths().filter((path) => path === '/v3/events/batch')).toHaveLength(1)
  })

  it('for single events gets a batch of the few that wait', async () => {
    upstream.fault = () => (upstream.requests.length === 0 ? { status: 429, headers: { 'retry-after': '3000' } } : undefined)
    await write(...named(0, 3))
    await drain(minuteMs)
    expect(upstream.requests.map(({ path, status }) => [path, status])).toEqual([['/v3/events', 429], ['/v3/events/batch', 202]])
    expect(takenNames()).toEqual(expected(0, 3))
  })
})

describe('F55: a bad event', () => {
  const reasons = (): unknown[] => relay.dead(9).map(({ hit, status, message }) => [hit.sib_name, status, message])

  it('named in the answer to a batch is kept with the reason, and the others are delivered', async () => {
    upstream.refusal = ({ event_name }) => (event_name === 'e7' ? 'no such contact' : undefined)
    await write(...named(0, 30))
    await drain(minuteMs)
    expect(takenNames()).toEqual(expected(0, 30).filter((name) => name !== 'e7'))
    expect(reasons()).toEqual([['e7', 207, 'no such contact']])
    expect(relay.state()).toEqual({ waiting: 0, delivered: 29, dead: 1, erased: 0 })
  })

  it('that makes a whole batch fail is found one by one', async () => {
    upstream.fault = () => (upstream.requests.length === 0 ? { status: 400, body: { code: 'invalid_parameter', message: 'bad' } } : undefined)
    upstream.refusal = ({ event_name }) => (event_name === 'e7' ? 'bad name' : undefined)
    await write(...named(0, 30))
    await drain(minuteMs)
    expect(takenNames()).toEqual(expected(0, 30).filter((name) => name !== 'e7'))
    expect(paths().filter((path) => path === '/v3/events')).toHaveLength(30)
    expect(reasons()).toEqual([['e7', 400, 'bad name']])
  })

  it('does not come in batch after batch, however many of them may go', async () => {
    await stop()
    relay = start({ batchesPerHour: 36_000 })
    const isBad = ({ event_name }: ApiEvent): boolean => event_name === 'e7'
    upstream.fault = (_atMs, events) => (events.length > 1 && events.some(isBad) ? { status: 400, body: { message: 'bad' } } : undefined)
    upstream.refusal = ({ event_name }) => (event_name === 'e7' ? 'bad name' : undefined)
    await write(...named(0, 30))
    await drain(minuteMs)
    expect(paths().filter((path) => path === '/v3/events/batch')).toHaveLength(1)
    expect(takenNames()).toEqual(expected(0, 30).filter((name) => name !== 'e7'))
  })

  it('is told from one that cannot be sent, in the same batch', async () => {
    upstream.refusal = ({ event_name }) => (event_name === 'e7' ? 'no such contact' : undefined)
    const hits = named(0, 30).map((hit) => (hit.sib_name === 'e3' ? { ...hit, event: { data: { text: 'x'.repeat(60_000) } } } : hit))
    await write(...hits)
    await drain(minuteMs)
    expect(takenNames()).toEqual(expected(0, 30).filter((name) => name !== 'e3' && name !== 'e7'))
    expect(reasons().sort()).toEqual([['e3', 0, expect.stringContaining('50 KB')], ['e7', 207, 'no such contact']])
  })

  it('that is too large for the API is not even sent', async () => {
    await write({ sib_name: 'e0' }, { sib_name: 'e1', event: { data: { text: 'x'.repeat(60_000) } } }, { sib_name: 'e2' })
    await drain(minuteMs)
    expect(takenNames()).toEqual(['e0', 'e2'])
    expect(relay.dead(9)).toMatchObject([{ hit: { sib_name: 'e1' }, status: 0, code: 'too_large' }])
  })

  it('is sent again when somebody says so', async () => {
    upstream.refusal = () => 'not yet'
    await write(...named(0, 2))
    await drain(minuteMs)
    upstream.refusal = () => undefined
    await pass(hourMs)
    expect(relay.state()).toMatchObject({ delivered: 0, dead: 2 })
    expect(relay.replay('all')).toBe(2)
    await drain(minuteMs)
    expect(takenNames()).toEqual(['e0', 'e1'])
    expect(relay.state()).toEqual({ waiting: 0, delivered: 2, dead: 0, erased: 0 })
  })
})

describe('an event at which the receiver always fails', () => {
  const isPoison = ({ event_name }: ApiEvent): boolean => event_name.startsWith('poison')
  const failAtPoison = (): void => void (upstream.fault = (_atMs, events) => (events.some(isPoison) ? { status: 500 } : undefined))
  const ofOthers = (from: number, to: number): Partial<CollectedHit>[] => named(from, to).map((hit, index) => ({ ...hit, email_id: `p${index}@b.test` }))
  const buried = (): unknown[] => relay.dead(9).map(({ hit, status }) => [hit.sib_name, status])

  it.each([0, 50])('is put aside while others pass, and dead once it alone has failed for an hour, with %d that wait behind it', async (behind) => {
    failAtPoison()
    await write({ sib_name: 'poison' }, { sib_name: 'same contact' })
    await store.write(submission(ofOthers(0, behind)))
    for (let minute = 0; minute < 58; minute++) {
      await store.write(submission(ofOthers(behind + minute, behind + minute + 1)))
      await pass(minuteMs)
    }
    expect(takenNames().sort()).toEqual(expected(0, behind + 58).sort())
    expect(relay.state()).toMatchObject({ waiting: 2, dead: 0 })
    for (let minute = 58; minute < 80; minute++) {
      await store.write(submission(ofOthers(behind + minute, behind + minute + 1)))
      await pass(minuteMs)
    }
    expect(buried()).toEqual([['poison', 500]])
    expect(takenNames()).toContain('same_contact')
    expect(relay.state()).toMatchObject({ waiting: 0, dead: 1 })
  })

  it('does not stop others where it is not the only one', async () => {
    failAtPoison()
    await store.write(submission(Array.from({ length: 3 }, (_, index) => ({ sib_name: `poison${index}`, email_id: `bad${index}@b.test` }))))
    await store.write(submission(ofOthers(0, 30)))
    await pass(10 * minuteMs)
    expect(takenNames().sort()).toEqual(expected(0, 30).sort())
    expect(relay.state()).toMatchObject({ waiting: 3, dead: 0 })
  })

  it('is none where the receiver fails now and then for hours: nothing is dead', async () => {
    let request = 0
    upstream.fault = () => (++request % 5 > 0 ? { status: 500 } : undefined)
    for (let minute = 0; minute < 180; minute++) {
      await store.write(submission(ofOthers(minute, minute + 1)))
      await pass(minuteMs)
    }
    expect(relay.state().dead).toBe(0)
    upstream.fault = () => undefined
    await drain(hourMs)
    expect(takenNames().sort()).toEqual(expected(0, 180).sort())
  })

  it('is none in an outage of hours, however few events wait', async () => {
    upstream.fault = () => ({ status: 500 })
    await store.write(submission(ofOthers(0, 3)))
    await pass(5 * hourMs)
    expect(relay.state()).toMatchObject({ waiting: 3, dead: 0 })
    upstream.fault = () => undefined
    await drain(hourMs)
    expect(takenNames().sort()).toEqual(expected(0, 3))
  })
})

describe('a wrong set-up', () => {
  it.each([401, 403, 404, 307])('with answer %i is asked after every five minutes, and loses nothing', async (status) => {
    upstream.fault = () => ({ status, headers: { location: 'https://elsewhere.test/' } })
    await write(...named(0, 3))
    await pass(hourMs)
    expect(upstream.requests.length).toBeLessThanOrEqual(13)
    expect(relay.state()).toMatchObject({ waiting: 3, dead: 0, pause: { reason: { status } } })
    upstream.fault = () => undefined
    await drain(10 * minuteMs)
    expect(takenNames()).toEqual(expected(0, 3))
  })
})
