import { beforeEach, describe, expect, it } from 'vitest'
import type { Rejection } from '../contract/envelope'
import type { ApiError } from '../contract/errors'
import { maxBurstEvents, maxKeepaliveBytes, maxStoredEvents } from '../contract/limits'
import { byteLength } from './record'
import type { Content } from './record'
import { createTestClock, settle, startMs } from './testing/clock'
import type { TestClock } from './testing/clock'
import { createContent, filling } from './testing/events'
import { createLockTable } from './testing/locks'
import type { LockTable } from './testing/locks'
import { createLaneNames, openPage } from './testing/page'
import type { Origin, TestPage } from './testing/page'
import { createTestStorage } from './testing/storage'
import type { TestStorage } from './testing/storage'
import { acknowledged, acknowledgedBut, createTestTransport, noContent, silence } from './testing/transport'
import type { SentRequest, TestTransport } from './testing/transport'
import type { Reply } from './transport'

const failed: Reply = { status: 503 }
const refused: Reply = { status: 400 }
const direct: Partial<Origin> = { settings: { apiHost: () => undefined, useRest: () => false } }

let clock: TestClock
let storage: TestStorage
let locks: LockTable
let wire: TestTransport
let createLane: () => string
/** What each event's acceptor was told, in order. */
let answers: Map<string, (ApiError | undefined)[]>

const open = (more: Partial<Origin> = {}): TestPage =>
  openPage({ clock, storage, locks, createLane, transport: wire.transport, ...more })

function add(page: TestPage, id: string, fields: Partial<Content> = {}): void {
  answers.set(id, [])
  page.delivery.add(createContent(id, { ts: clock.now(), ...fields }), (error) => void answers.get(id)?.push(error))
}
const addMany = (page: TestPage, count: number, fields: Partial<Content> = {}): string[] => {
  const added = Array.from({ length: count }, (_value, n) => `${n}`)
  for (const id of added) add(page, id, fields)
  return added
}
/** Bytes of an event of this page, with a name of one letter and a place of one digit, without its filling. */
const frameOf = ({ outbox }: TestPage): number =>
  byteLength(JSON.stringify({ ...createContent('a', { ts: clock.now(), ...filling(0) }), lane: outbox.lane(), seq: 0 }))
const idsOf = (request: SentRequest): string[] => request.hits.map(({ id }) => id)
const sent = (): string[][] => wire.requests.map(idsOf)
const storedEvents = (): string[] => storage.keys('sajs.e.')
const isAnswered = (id: string): boolean => answers.get(id)?.length === 1

beforeEach(() => {
  clock = createTestClock()
  storage = createTestStorage()
  locks = createLockTable()
  wire = createTestTransport()
  createLane = createLaneNames()
  answers = new Map()
})

describe('sending', () => {
  it('stores an event in the call and sends it in a task of its own', async () => {
    const page = open()
    add(page, 'a')
    expect(storedEvents()).toHaveLength(1)
    expect(wire.requests).toHaveLength(0)
    await clock.advance(0)
    expect(sent()).toEqual([['a']])
  })

  it('keeps an event stored until it is acknowledged, and then tells the call', async () => {
    add(open(), 'a')
    await clock.advance(0)
    expect(storedEvents()).toHaveLength(1)
    expect(answers.get('a')).toEqual([])
    wire.last().answer(acknowledged)
    await settle()
    expect(storedEvents()).toHaveLength(0)
    expect(answers.get('a')).toEqual([undefined])
  })

  it('puts what was called in one task into one request, in order', async () => {
    const page = open()
    const added = addMany(page, 20)
    await clock.advance(0)
    expect(sent()).toEqual([added])
  })

  it('has one request under way, and sends what came meanwhile after it', async () => {
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    add(page, 'c')
    await clock.advance(60_000)
    expect(sent()).toEqual([['a']])
    wire.last().answer(acknowledged)
    await clock.advance(0)
    expect(sent()).toEqual([['a'], ['b', 'c']])
  })

  it('sends at most fifty hits a request, in order', async () => {
    wire.respond(() => acknowledged)
    const added = addMany(open(), 120)
    await clock.advance(0)
    expect(sent()).toEqual([added.slice(0, 50), added.slice(50, 100), added.slice(100)])
    expect(added.every(isAnswered)).toBe(true)
  })

  it('sends at most 48 KB of hits a request, to the byte', async () => {
    wire.respond(() => acknowledged)
    for (const over of [0, 1]) {
      const page = open()
      add(page, 'a', filling(24 * 1024 - frameOf(page)))
      add(page, 'b', filling(24 * 1024 - frameOf(page) + over))
      await clock.advance(0)
    }
    expect(sent()).toEqual([['a', 'b'], ['a'], ['b']])
  })

  it('splits requests where visitor or key change, and keeps the order', async () => {
    wire.respond(() => acknowledged)
    const page = open()
    add(page, 'a')
    add(page, 'b', { cuid: 'other' })
    add(page, 'c', { cuid: 'other' })
    add(page, 'd', { cuid: 'other', key: 'second' })
    add(page, 'e')
    await clock.advance(0)
    expect(sent()).toEqual([['a'], ['b', 'c'], ['d'], ['e']])
    expect(wire.requests.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { key: 'key', cuid: 'visitor' },
      { key: 'key', cuid: 'other' },
      { key: 'second', cuid: 'other' },
      { key: 'key', cuid: 'visitor' },
    ])
  })

  it('sends one event a request without an own collector, in order', async () => {
    wire.respond(() => noContent)
    const added = addMany(open(direct), 3)
    await clock.advance(0)
    expect(sent()).toEqual([['0'], ['1'], ['2']])
    expect(added.every(isAnswered)).toBe(true)
    expect(storedEvents()).toEqual([])
  })

  it('sends identify by both ways and tells the call once', async () => {
    wire.respond(() => noContent)
    add(open({ settings: { apiHost: () => undefined, useRest: () => true } }), 'a', { sib_type: 'identify', email_id: 'a@b.example', properties: {} })
    await clock.advance(0)
    expect(wire.requests.map(({ url }) => url.replace('https://in-automate.brevo.com', ''))).toEqual(['/p', '/api/v2/identify'])
    expect(answers.get('a')).toEqual([undefined])
    expect(storedEvents()).toEqual([])
  })

  it('outlives the page with what it sends', async () => {
    add(open(), 'a')
    await clock.advance(0)
    expect(wire.last().keepalive).toBe(true)
  })

  it('does without that where what is still under way has used up the budget', async () => {
    const page = open(direct)
    add(page, 'a', filling(31_000))
    page.leave()
    page.restore()
    add(page, 'b', filling(31_000))
    await clock.advance(0)
    expect(wire.requests.map(({ keepalive }) => keepalive)).toEqual([true, false])
  })

  // What hangs keeps its part of the budget even when it was broken off.
  it('does without that after a failure, until something is acknowledged', async () => {
    wire.script(failed, acknowledged, acknowledged)
    const page = open()
    add(page, 'a')
    await clock.advance(10_000)
    add(page, 'b')
    await clock.advance(0)
    expect(wire.requests.map(({ keepalive }) => keepalive)).toEqual([true, false, true])
  })

  it('sends nothing while it may not, and everything once it may', async () => {
    let may = false
    const page = open({ maySend: () => may })
    add(page, 'a')
    await clock.advance(60_000)
    page.delivery.handOver()
    expect(wire.requests).toHaveLength(0)
    may = true
    page.delivery.probe()
    await clock.advance(0)
    expect(sent()).toEqual([['a']])
  })

  it('runs no timer once everything is delivered', async () => {
    wire.respond(() => acknowledged)
    const page = open()
    add(page, 'a')
    await clock.advance(10_000)
    expect(clock.timers()).toBe(0)
  })

  it('works in memory where storage refuses', async () => {
    storage.setWritable(false)
    wire.script(failed, acknowledged)
    add(open(), 'a')
    await clock.advance(10_000)
    expect(sent()).toEqual([['a'], ['a']])
    expect(answers.get('a')).toEqual([undefined])
  })

  it('does not let one event that is too large stop all others', async () => {
    wire.respond(() => acknowledged)
    const page = open()
    add(page, 'large', filling(60_000))
    expect(answers.get('large')).toMatchObject([{ code: 'too_large' }])
    add(page, 'b')
    await clock.advance(0)
    expect(sent()).toEqual([['b']])
    expect(answers.get('b')).toEqual([undefined])
  })
})

describe('choosing a way', () => {
  const identified = { email_id: 'a@b.example', properties: {} }
  const withRest: Partial<Origin> = { settings: { apiHost: () => undefined, useRest: () => true } }
  const ways = (): string[] => wire.requests.map(({ url }) => url.replace('https://in-automate.brevo.com', ''))

  it('ties visitor and contact again where that did not arrive', async () => {
    wire.script(failed)
    wire.respond(() => noContent)
    add(open(withRest), 'a', { ...identified, sib_type: 'identify' })
    await clock.advance(60_000)
    expect(ways()).toEqual(['/p', '/p', '/api/v2/identify'])
  })

  it('goes round an api/v2 that does not answer', async () => {
    wire.script(silence)
    wire.respond(() => noContent)
    add(open(withRest), 'a', identified)
    await clock.advance(60_000)
    expect(ways()).toEqual(['/api/v2/trackEvent', '/p'])
  })

  it('stays with an api/v2 that answers, be it that it is busy', async () => {
    wire.script(failed)
    wire.respond(() => noContent)
    add(open(withRest), 'a', identified)
    await clock.advance(60_000)
    expect(ways()).toEqual(['/api/v2/trackEvent', '/api/v2/trackEvent'])
  })
})

describe('events of earlier pages', () => {
  const dayMs = 24 * 60 * 60_000
  const reports = (): unknown[] =>
    wire.requests.flatMap(({ hits }) => hits.filter(({ sib_type }) => sib_type === 'dropped').map(({ properties }) => properties))

  /** The event of a page that is gone, so old when the next page looks. */
  async function inherit(ageMs: number, more: Partial<Origin> = {}): Promise<TestPage> {
    wire.respond(() => undefined)
    const gone = open(more)
    add(gone, 'old', { ts: clock.now() + 2000 - ageMs })
    gone.end()
    clock.setRandom(0)
    wire.respond(() => acknowledged)
    const page = open(more)
    await clock.advance(10_000)
    return page
  }

  it.each([
    ['seven days', 7 * dayMs, {}],
    ['a day without an own collector', dayMs, direct],
  ])('are sent up to %s', async (_what, ageMs, more) => {
    await inherit(ageMs, more)
    expect(sent()).toEqual([['old']])
    expect(reports()).toEqual([])
  })

  it('are counted, not sent, once they are older', async () => {
    const page = await inherit(7 * dayMs + 1)
    page.delivery.handOver()
    await clock.advance(0)
    expect(sent().flat()).not.toContain('old')
    expect(reports()).toEqual([{ expired: 1 }])
    expect(storedEvents()).toEqual([])
  })

  it('are given up without an own collector once they are older', async () => {
    await inherit(dayMs + 1, direct)
    expect(wire.requests).toHaveLength(0)
    expect(storedEvents()).toEqual([])
  })

  it('take none of the own events with them, however long ago those were called', async () => {
    wire.respond(() => undefined)
    const gone = open()
    add(gone, 'old', { ts: clock.now() - 8 * dayMs })
    gone.end()
    const page = open({ maySend: () => clock.now() > startMs + 4000 })
    add(page, 'own', { ts: clock.now() - 8 * dayMs })
    await clock.advance(4001)
    wire.respond(() => acknowledged)
    page.delivery.probe()
    await clock.advance(0)
    expect(answers.get('own')).toEqual([undefined])
    expect(sent().flat()).not.toContain('old')
  })
})

describe('failure', () => {
  it('keeps the event and tries again as the pause allows, longer each time', async () => {
    wire.respond(() => failed)
    clock.setRandom(0)
    add(open(), 'a')
    const times: number[] = []
    const startedMs = clock.now()
    for (let n = 0; n < 40; n++) {
      const before = wire.requests.length
      await clock.advance(1000)
      if (wire.requests.length > before) times.push(clock.now() - startedMs)
    }
    expect(times).toEqual([1000, 3000, 7000, 15_000, 31_000])
    expect(storedEvents()).toHaveLength(1)
    expect(answers.get('a')).toEqual([])
  })

  it('sends the same event again, by its id and time', async () => {
    wire.script(failed, silence, acknowledged)
    add(open(), 'a')
    await clock.advance(60_000)
    expect(wire.requests.map(({ hits }) => hits)).toEqual(Array(3).fill(wire.requests[0]?.hits))
    expect(answers.get('a')).toEqual([undefined])
  })

  it('keeps the order over a failure, and lets later events wait behind', async () => {
    wire.script(failed)
    wire.respond(() => acknowledged)
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    await clock.advance(0)
    expect(sent()).toEqual([['a']])
    await clock.advance(60_000)
    expect(sent()).toEqual([['a'], ['a', 'b']])
  })

  it.each([
    ['Retry-After', { status: 503, retryAfter: '30' }, 30_000],
    ['429 without it', { status: 429 }, 60_000],
    ['a wrong key', { status: 401 }, 600_000],
  ])('obeys %s', async (_what, reply, atLeastMs) => {
    wire.script(reply)
    wire.respond(() => acknowledged)
    clock.setRandom(0)
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    await clock.advance(atLeastMs - 1)
    page.delivery.probe()
    page.delivery.probe()
    page.delivery.handOver()
    await clock.advance(0)
    expect(wire.requests).toHaveLength(1)
    await clock.advance(1)
    expect(sent()).toEqual([['a'], ['a', 'b']])
  })

  it('comes back up to a quarter later than the pause ends, so that not all pages do at once', async () => {
    wire.script({ status: 429, retryAfter: '60' })
    wire.respond(() => acknowledged)
    clock.setRandom(0)
    add(open(), 'a')
    await clock.advance(0)
    clock.setRandom(0.4)
    add(open(), 'b')
    await clock.advance(65_999)
    expect(sent().flat()).not.toContain('b')
    await clock.advance(1)
    expect(answers.get('b')).toEqual([undefined])
  })

  it('pauses all pages of the origin, those that open later too', async () => {
    wire.script({ status: 429 })
    wire.respond(() => acknowledged)
    clock.setRandom(0)
    const [first, second] = [open(), open()]
    add(first, 'a')
    await clock.advance(0)
    add(second, 'b')
    add(open(), 'c')
    await clock.advance(59_999)
    expect(sent()).toEqual([['a']])
    await clock.advance(1)
    expect(sent().sort()).toEqual([['a'], ['a'], ['b'], ['c']])
  })

  it.each([
    ['a captive portal', { status: 200 }],
    ['a captive portal that speaks JSON', { status: 200, answer: {} }],
    ['an empty answer', { status: 204 }],
    ['a network that asks to log in', { status: 511 }],
  ])('is no acknowledgement: %s', async (_what, reply) => {
    wire.script(reply, acknowledged)
    add(open(), 'a')
    await clock.advance(0)
    expect(storedEvents()).toHaveLength(1)
    await clock.advance(10_000)
    expect(answers.get('a')).toEqual([undefined])
    expect(wire.requests).toHaveLength(2)
  })

  it('starts with a short pause again after a delivery', async () => {
    wire.script(failed, failed, failed, acknowledged, failed, acknowledged)
    clock.setRandom(0)
    const page = open()
    add(page, 'a')
    await clock.advance(60_000)
    add(page, 'b')
    await clock.advance(999)
    expect(wire.requests).toHaveLength(5)
    await clock.advance(1)
    expect(answers.get('b')).toEqual([undefined])
  })

  it('waits by one timer, however many events come meanwhile', async () => {
    wire.respond(() => failed)
    const page = open()
    await clock.advance(4000)
    addMany(page, 20)
    expect(clock.timers()).toBe(1)
    await clock.advance(0)
    addMany(page, 20)
    await clock.advance(0)
    expect(clock.timers()).toBe(1)
  })

  it('does not hurry because events keep coming', async () => {
    wire.respond(() => failed)
    clock.setRandom(0)
    const page = open()
    for (let second = 0; second < 60; second++) {
      add(page, `${second}`)
      await clock.advance(1000)
    }
    expect(wire.requests.length).toBeLessThanOrEqual(7)
  })
})

describe('refusal', () => {
  const poison = (isPoison: (id: string) => boolean): void =>
    wire.respond((request) => (idsOf(request).some(isPoison) ? refused : acknowledged))

  it.each(Array.from({ length: 50 }, (_value, n) => [n]))('finds event %i of fifty in at most eight requests, and delivers the others', async (bad) => {
    poison((id) => id === `${bad}`)
    const added = addMany(open(), 50)
    await clock.advance(0)
    expect(answers.get(`${bad}`)).toEqual([{ code: 'invalid_parameter', message: 'status 400' }])
    for (const id of added.filter((other) => other !== `${bad}`)) expect(answers.get(id)).toEqual([undefined])
    expect(wire.requests.findIndex((request) => idsOf(request).join() === `${bad}`)).toBeLessThan(8)
    expect(wire.requests.length).toBeLessThanOrEqual(9)
    expect(storedEvents()).toEqual([])
  })

  // The eighth request can be the one that finds it; what was behind it then goes with the ninth.
  it('needs at most nine requests in all', async () => {
    for (const bad of Array(50).keys()) {
      wire = createTestTransport()
      poison((id) => id === `${bad}`)
      addMany(open(), 50)
      await clock.advance(0)
      expect(wire.requests.length, `event ${bad}`).toBeLessThanOrEqual(9)
    }
  })

  it('finds several, and none else', async () => {
    const bad = ['3', '4', '30', '49']
    poison((id) => bad.includes(id))
    const added = addMany(open(), 50)
    await clock.advance(0)
    expect(added.filter((id) => answers.get(id)?.[0])).toEqual(bad)
    expect(added.every(isAnswered)).toBe(true)
    expect(wire.requests.length).toBeLessThan(30)
  })

  it('gives up everything where everything is refused, one by one', async () => {
    poison(() => true)
    const added = addMany(open(), 10)
    await clock.advance(0)
    expect(added.every((id) => answers.get(id)?.[0]?.code === 'invalid_parameter')).toBe(true)
    expect(storedEvents()).toEqual([])
  })

  it('sends full requests again once it is found', async () => {
    poison((id) => id === '0')
    const added = addMany(open(), 100)
    await clock.advance(0)
    expect(sent().pop()?.slice(0, 49)).toEqual(added.slice(51))
    expect(wire.requests.some((request) => request.hits.length === 50 && idsOf(request)[0] === '1')).toBe(true)
  })

  it('goes on searching after a failure in between', async () => {
    let calls = 0
    wire.respond((request) => (++calls % 2 ? (idsOf(request).includes('7') ? refused : acknowledged) : failed))
    const added = addMany(open(), 10)
    await clock.advance(600_000)
    expect(added.filter((id) => answers.get(id)?.[0])).toEqual(['7'])
    expect(added.every(isAnswered)).toBe(true)
  })

  it('halves what is too much until it fits', async () => {
    wire.respond(({ body }) => (body.length > 10_000 ? { status: 413 } : acknowledged))
    const added = addMany(open(), 40, filling(1000))
    await clock.advance(0)
    expect(added.every((id) => answers.get(id)?.[0] === undefined && isAnswered(id))).toBe(true)
    expect(wire.requests.length).toBeLessThan(25)
  })

  it('gives up a single event that is too much', async () => {
    wire.respond(({ body }) => (body.length > 10_000 ? { status: 413 } : acknowledged))
    const page = open()
    add(page, 'a')
    add(page, 'large', filling(20_000))
    add(page, 'b')
    await clock.advance(0)
    expect(answers.get('large')).toEqual([{ code: 'too_large', message: 'status 413' }])
    expect([answers.get('a'), answers.get('b')]).toEqual([[undefined], [undefined]])
  })

  it('gives up the one event of a request at once, and sends the next', async () => {
    wire.script({ status: 400, answer: { code: 'missing_parameter', message: 'email is missing' } }, noContent)
    const page = open(direct)
    add(page, 'a')
    add(page, 'b')
    await clock.advance(0)
    expect(sent()).toEqual([['a'], ['b']])
    expect(answers.get('a')).toEqual([{ code: 'invalid_parameter', message: 'email is missing' }])
    expect(answers.get('b')).toEqual([undefined])
  })

  it('tells the calls whose events the collector refused by id', async () => {
    const rejection: Rejection = { id: 'b', code: 'missing_parameter', message: 'no name' }
    wire.script(acknowledgedBut(rejection, { ...rejection, id: 'unknown' }))
    const page = open()
    for (const id of ['a', 'b', 'c']) add(page, id)
    await clock.advance(0)
    expect([...answers.values()]).toEqual([[undefined], [rejection], [undefined]])
    expect(wire.last().hits).toMatchObject([{ sib_type: 'dropped', properties: { missing_parameter: 1 } }])
    wire.last().answer(acknowledged)
    await settle()
    expect(storedEvents()).toEqual([])
  })

  it('does not pause for a refusal', async () => {
    poison((id) => id === '0')
    const page = open()
    addMany(page, 10)
    await clock.advance(0)
    expect(page.backoff.remainingMs()).toBe(0)
    expect(answers.get('9')).toEqual([undefined])
  })
})

describe('counts of lost events', () => {
  const owner = { key: 'key', cuid: 'visitor' }
  const total = (counts: unknown[]): number => (counts as { overflow: number }[]).reduce((sum, { overflow }) => sum + overflow, 0)
  const reports = (from = 0): unknown[] => {
    const hits = wire.requests.slice(from).flatMap((request) => request.hits).filter(({ sib_type }) => sib_type === 'dropped')
    return [...new Map(hits.map(({ id, properties }) => [id, properties])).values()]
  }

  it('ride with the next envelope, once', async () => {
    wire.respond(() => acknowledged)
    const page = open()
    page.drops.count({ queue: 3 }, owner)
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    await clock.advance(0)
    expect(reports()).toEqual([{ queue: 3 }])
    expect(storedEvents()).toEqual([])
  })

  it.each([failed, silence, { status: 401 }, { status: 200 }])('keep their id where they were sent in vain, answered by %j', async (reply) => {
    wire.script(reply)
    wire.respond(() => acknowledged)
    const page = open()
    page.drops.count({ queue: 3 }, owner)
    add(page, 'a')
    await clock.advance(3_600_000)
    const ids = wire.requests.flatMap(idsOf).filter((id) => id !== 'a')
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect(reports()).toEqual([{ queue: 3 }])
  })

  it('keep their id where their page waits for longer than events of earlier pages may', async () => {
    wire.respond(() => failed)
    const page = open()
    page.drops.count({ queue: 3 }, owner)
    add(page, 'a')
    await clock.advance(0)
    clock.set(clock.now() + 8 * 24 * 60 * 60_000)
    page.delivery.adopted()
    wire.respond(() => acknowledged)
    await clock.advance(3_600_000)
    expect(new Set(wire.requests.flatMap(idsOf)).size).toBe(2)
    expect(answers.get('a')).toEqual([undefined])
  })

  it('survive the page that counted them', async () => {
    wire.respond(() => failed)
    const page = open()
    const added = addMany(page, maxBurstEvents + 5)
    page.leave()
    page.end()
    expect(storedEvents()).toHaveLength(maxBurstEvents + 1)
    wire.respond(() => acknowledged)
    const before = wire.requests.length
    open()
    await clock.advance(60_000)
    const arrived = new Set(wire.requests.slice(before).flatMap(idsOf)).size - reports(before).length
    expect(total(reports(before))).toBe(added.length - arrived)
    expect(arrived).toBeGreaterThanOrEqual(maxStoredEvents - 2)
  })

  it('come back from a report that has to make room', async () => {
    wire.respond(() => failed)
    const page = open()
    for (let n = 0; n < maxBurstEvents + 100; n++) {
      add(page, `${n}`)
      if (n % 20 === 0) page.delivery.handOver()
    }
    wire.respond(() => acknowledged)
    const before = wire.requests.length
    await clock.advance(3_600_000)
    const counted = total(reports(before))
    expect(counted).toBe([...answers.values()].filter(([answer]) => answer?.code === 'overflow').length)
    expect(counted).toBeGreaterThanOrEqual(100)
  })

  it('are not counted again where a report is refused', async () => {
    wire.respond((request) => (request.hits.some(({ sib_type }) => sib_type === 'dropped') ? refused : acknowledged))
    const page = open()
    page.drops.count({ queue: 3 }, owner)
    add(page, 'a')
    await clock.advance(3_600_000)
    expect(reports()).toEqual([{ queue: 3 }])
    expect(storedEvents()).toEqual([])
  })

  it('are kept from a receiver that would not understand them', async () => {
    wire.respond((request) => (idsOf(request).includes('a') ? refused : noContent))
    const page = open(direct)
    for (const id of ['a', 'b']) add(page, id)
    await clock.advance(3_600_000)
    page.delivery.handOver()
    expect(sent()).toEqual([['a'], ['b']])
    expect(answers.get('a')).toMatchObject([{ code: 'invalid_parameter' }])
  })
})

describe('a page that is blocked', () => {
  it('stops after three requests without any answer', async () => {
    wire.respond(() => silence)
    const page = open()
    add(page, 'a')
    await clock.advance(3_600_000)
    add(page, 'b')
    await clock.advance(3_600_000)
    page.delivery.handOver()
    expect(wire.requests).toHaveLength(3)
    expect(clock.timers()).toBe(0)
    expect(storedEvents()).toHaveLength(2)
  })

  it('tries again when it is told that the way may be free', async () => {
    wire.script(silence, silence, silence)
    wire.respond(() => acknowledged)
    const page = open()
    add(page, 'a')
    await clock.advance(3_600_000)
    page.delivery.probe()
    await clock.advance(0)
    expect(wire.requests).toHaveLength(4)
    expect(answers.get('a')).toEqual([undefined])
  })

  it('does not stop the next page', async () => {
    wire.script(silence, silence, silence)
    wire.respond(() => acknowledged)
    const page = open()
    add(page, 'a')
    await clock.advance(3_600_000)
    page.end()
    open()
    await clock.advance(4000)
    expect(storedEvents()).toEqual([])
  })

  it.each([acknowledged, failed, refused])('is none that was ever answered, be it %j', async (reply) => {
    wire.script(reply)
    wire.respond(() => silence)
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    await clock.advance(7_200_000)
    expect(wire.requests.length).toBeGreaterThan(12)
  })

  it('is none when one of the three was answered', async () => {
    wire.script(silence, silence, failed)
    wire.respond(() => silence)
    add(open(), 'a')
    await clock.advance(7_200_000)
    expect(wire.requests.length).toBeGreaterThan(12)
  })

  // `online` often comes before the network works.
  it('is none that was answered before it was probed', async () => {
    wire.script(acknowledged)
    wire.respond(() => silence)
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    page.delivery.probe()
    add(page, 'b')
    await clock.advance(7_200_000)
    expect(wire.requests.length).toBeGreaterThan(12)
  })
})

describe('handing over', () => {
  it('sends what is unsent at once, without a task of its own', () => {
    const page = open()
    addMany(page, 3)
    page.delivery.handOver()
    expect(sent()).toEqual([['0', '1', '2']])
    expect(wire.last().keepalive).toBe(true)
  })

  it('may be called twice', () => {
    const page = open()
    addMany(page, 3)
    page.delivery.handOver()
    page.delivery.handOver()
    expect(wire.requests).toHaveLength(1)
  })

  it('does not send again what is under way', async () => {
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    page.delivery.handOver()
    expect(sent()).toEqual([['a'], ['b']])
  })

  it('fills the budget for keepalive and no more, in order, and leaves the rest stored', () => {
    const page = open()
    const added = addMany(page, 100, filling(1500))
    page.delivery.handOver()
    const flying = wire.requests.reduce((sum, { body }) => sum + byteLength(body), 0)
    expect(flying).toBeLessThanOrEqual(maxKeepaliveBytes)
    expect(flying).toBeGreaterThan(maxKeepaliveBytes - 10_000)
    expect(wire.requests.every(({ keepalive }) => keepalive)).toBe(true)
    const handedOver = sent().flat()
    expect(handedOver).toEqual(added.slice(0, handedOver.length))
    expect(storedEvents()).toHaveLength(100)
  })

  it('makes no request of more than 48 KB, though the budget has room for it', () => {
    const page = open()
    for (const id of ['a', 'b']) add(page, id, filling(24 * 1024 - frameOf(page)))
    add(page, 'c')
    page.delivery.handOver()
    expect(sent()).toEqual([['a', 'b'], ['c']])
  })

  it('keeps within the budget where every hit gains an e-mail on the wire', () => {
    const lateEmail = (): string => `${'a'.repeat(240)}@shop.example`
    const page = open({ settings: { apiHost: () => 'https://own.example', useRest: () => true, lateEmail } })
    addMany(page, 200, filling(700))
    page.delivery.handOver()
    for (const { keepalive } of wire.requests) expect(keepalive).toBe(true)
  })

  it('counts what is under way against the budget', async () => {
    const page = open()
    add(page, 'a', filling(31_000))
    await clock.advance(0)
    addMany(page, 20, filling(1500))
    page.delivery.handOver()
    expect(wire.requests.reduce((sum, { body }) => sum + byteLength(body), 0)).toBeLessThanOrEqual(maxKeepaliveBytes)
    expect(sent().flat().length).toBeLessThan(21)
  })

  /** A page that has requests with so many bytes in all under way, from an earlier life. */
  function openWithFlying(bytes: number): TestPage {
    const page = open(direct)
    add(page, 'a', filling(25_000))
    page.leave()
    page.restore()
    add(page, 'b', filling(bytes - byteLength(wire.last().body) - frameOf(page)))
    page.delivery.handOver()
    expect(wire.requests.reduce((sum, { body }) => sum + byteLength(body), 0)).toBe(bytes)
    return page
  }

  it('hands over nothing more where the budget, less the room for the head of an envelope, is used up to the byte', () => {
    const page = openWithFlying(maxKeepaliveBytes - 6000)
    add(page, 'c')
    page.delivery.handOver()
    expect(sent()).toEqual([['a'], ['b']])
  })

  it('uses the budget up to the last byte, and not beyond', async () => {
    for (const over of [0, 1]) {
      wire = createTestTransport()
      const page = openWithFlying(30_000)
      page.leave()
      page.restore()
      add(page, 'c', filling(30_000 - frameOf(page) + over))
      await clock.advance(0)
      expect(sent().pop()).toEqual(['c'])
      expect(wire.last().keepalive).toBe(!over)
      page.end()
    }
  })

  it('has the budget back when requests end', async () => {
    const page = open()
    addMany(page, 4, filling(30_000))
    page.delivery.handOver()
    const before = wire.requests.length
    for (const request of wire.requests) request.answer(acknowledged)
    await settle()
    page.delivery.handOver()
    expect(wire.requests.length).toBeGreaterThan(before)
  })

  it('respects a pause', async () => {
    wire.script({ status: 429 })
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    page.delivery.handOver()
    expect(wire.requests).toHaveLength(1)
  })

  it('sends single hits side by side without an own collector', async () => {
    const page = open(direct)
    const added = addMany(page, 10)
    page.delivery.handOver()
    expect(sent()).toEqual(added.map((id) => [id]))
    for (const request of [...wire.requests].reverse()) request.answer(noContent)
    await clock.advance(0)
    expect(added.every(isAnswered)).toBe(true)
    expect(wire.requests).toHaveLength(10)
  })

  it('answers each event for the request that carried it', async () => {
    const page = open(direct)
    addMany(page, 3)
    page.delivery.handOver()
    wire.requests[1]?.answer(refused)
    wire.requests[0]?.answer(noContent)
    wire.requests[2]?.answer(failed)
    await settle()
    expect([...answers.values()]).toEqual([[undefined], [{ code: 'invalid_parameter', message: 'status 400' }], []])
  })
})

describe('the contact in an answer', () => {
  it('is told for the visitor of the request, once what it acknowledges is gone', async () => {
    const heard: unknown[] = []
    const page = open({ recognise: (...words) => void heard.push(...words, page.outbox.waiting().length) })
    wire.script({ status: 200, answer: { sib: 1, rejected: [], email_id: 'a@b.example' } })
    add(page, 'a', { cuid: 'visitor7' })
    await clock.advance(0)
    expect(heard).toEqual(['visitor7', 'a@b.example', 0])
  })
})

describe('a page with members on Object.prototype', () => {
  it('takes none of them for an answer', async () => {
    Object.assign(Object.prototype, { error: { code: 'theirs', message: '' } })
    try {
      wire.script(acknowledged)
      const page = open()
      add(page, 'a')
      await clock.advance(0)
      expect(answers.get('a')).toEqual([undefined])
    } finally {
      delete (Object.prototype as { error?: unknown }).error
    }
  })
})

describe('hiding in an outage', () => {
  it.each([['without a collector', direct], ['with one', {}]] as const)('%s sends nothing, in the pause or after it', async (_mode, more) => {
    wire.script(failed)
    const page = open(more)
    addMany(page, 120)
    await clock.advance(0)
    page.delivery.handOver()
    expect(wire.requests).toHaveLength(1)
    clock.set(clock.now() + page.backoff.remainingMs())
    page.delivery.handOver()
    expect(wire.requests).toHaveLength(1)
    expect(page.outbox.waiting()).toHaveLength(120)
  })
})

describe('leaving', () => {
  it('removes what is acknowledged after the page has left', async () => {
    const page = open()
    add(page, 'a')
    page.leave()
    expect(storedEvents()).toHaveLength(1)
    wire.last().answer(acknowledged)
    await settle()
    expect(storedEvents()).toEqual([])
    expect(answers.get('a')).toEqual([undefined])
  })

  it('keeps what is not, for the next page', async () => {
    const page = open()
    add(page, 'a')
    page.leave()
    wire.last().answer(silence)
    await settle()
    expect(storedEvents()).toHaveLength(1)
    expect(answers.get('a')).toEqual([])
  })

  it('causes no pause where its own requests break off', async () => {
    const page = open()
    add(page, 'a')
    page.leave()
    wire.last().answer(silence)
    await settle()
    expect(open().backoff.remainingMs()).toBe(0)
  })

  it.each([[{ status: 429 }], [failed]])('pauses the origin for an answer that comes after the page has left: %j', async (reply) => {
    const page = open()
    add(page, 'a')
    page.leave()
    wire.last().answer(reply)
    await settle()
    expect(open().backoff.remainingMs()).toBeGreaterThan(0)
    expect(storedEvents()).toHaveLength(1)
  })

  it('sends after its return what nobody has taken', async () => {
    const page = open()
    await settle()
    add(page, 'a')
    page.leave()
    wire.last().answer(silence)
    await settle()
    page.restore()
    await clock.advance(4000)
    expect(sent()).toEqual([['a'], ['a']])
  })

  it('stores what is called after it left, and the next page sends it', async () => {
    const page = open()
    page.leave()
    add(page, 'late')
    page.end()
    wire.respond(() => acknowledged)
    open()
    await clock.advance(4000)
    expect(sent()).toEqual([['late']])
  })
})

describe('purging', () => {
  const denied: ApiError = { code: 'consent_denied', message: 'no consent' }

  it('aborts what is under way, erases everything and tells every call', async () => {
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    add(page, 'b')
    page.delivery.purge(denied)
    expect(wire.last().signal.aborted).toBe(true)
    expect(storedEvents()).toEqual([])
    expect([...answers.values()]).toEqual([[denied], [denied]])
    expect(page.drops.report()).toBeUndefined()
  })

  it.each([silence, acknowledged, failed])('hears nothing of what it aborted, be it %j', async (reply) => {
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    page.delivery.purge(denied)
    wire.last().answer(reply)
    await clock.advance(60_000)
    expect(answers.get('a')).toEqual([denied])
    expect(wire.requests).toHaveLength(1)
    expect(storage.entries.size).toBe(0)
  })

  it('sends again what is accepted later', async () => {
    const page = open()
    add(page, 'a')
    await clock.advance(0)
    page.delivery.purge(denied)
    wire.last().answer(silence)
    add(page, 'b')
    await clock.advance(0)
    expect(sent()).toEqual([['a'], ['b']])
    expect(wire.last().signal.aborted).toBe(false)
    wire.last().answer(acknowledged)
    await settle()
    expect(answers.get('b')).toEqual([undefined])
  })

  it('has its whole budget again', async () => {
    const page = open()
    add(page, 'a', filling(31_000))
    await clock.advance(0)
    page.delivery.purge(denied)
    wire.last().answer(silence)
    await settle()
    add(page, 'b', filling(31_000))
    page.delivery.handOver()
    expect(sent()).toEqual([['a'], ['b']])
    expect(wire.last().keepalive).toBe(true)
  })

  it.each([[{ status: 429 }], [refused]])('writes nothing once consent is denied, though %j comes late to an earlier life of the page', async (reply) => {
    const page = open()
    add(page, 'a')
    page.leave()
    page.restore()
    page.consent.set('denied')
    wire.last().answer(reply)
    await settle()
    expect([...storage.entries.keys()]).toEqual([])
  })

  it('does no harm where nothing waits', () => {
    expect(() => open().delivery.purge(denied)).not.toThrow()
  })
})

describe('overflow', () => {
  const overflow: ApiError = { code: 'overflow', message: 'too many events' }

  it('gives up the oldest, tells its call and counts it', async () => {
    wire.respond(() => failed)
    const page = open()
    addMany(page, maxBurstEvents)
    add(page, 'newest')
    expect(answers.get('0')).toEqual([overflow])
    expect(answers.get('1')).toEqual([])
    expect(storedEvents()).toHaveLength(maxBurstEvents)
    wire.respond(() => acknowledged)
    await clock.advance(60_000)
    expect(wire.requests.flatMap(({ hits }) => hits).find(({ sib_type }) => sib_type === 'dropped')?.properties).toEqual({ overflow: 1 })
    expect(answers.get('newest')).toEqual([undefined])
  })

  it('lets a burst pass where the way is clear, and keeps less of it where it is not', async () => {
    wire.respond(() => acknowledged)
    const page = open()
    const added = addMany(page, 300)
    await clock.advance(0)
    expect(added.every((id) => isAnswered(id) && !answers.get(id)?.[0])).toBe(true)
    wire.respond(() => failed)
    for (let n = 0; n < 300; n++) add(page, `later ${n}`)
    await clock.advance(10)
    expect(storedEvents().length).toBeLessThanOrEqual(maxStoredEvents)
    expect(answers.get('later 0')).toEqual([overflow])
    expect(answers.get('later 299')).toEqual([])
  })

  it('does not send what it has just given up', async () => {
    wire.script(failed)
    const page = open()
    addMany(page, 50)
    await clock.advance(0)
    clock.set(clock.now() + page.backoff.remainingMs())
    for (let n = 50; n < 300; n++) add(page, `${n}`)
    await clock.advance(0)
    const givenUp = [...answers].filter(([, [error]]) => error).map(([id]) => id)
    expect(givenUp).toHaveLength(101)
    expect(idsOf(wire.last()).filter((id) => givenUp.includes(id))).toEqual([])
  })

  it('never keeps more than the bounds while nothing gets through', async () => {
    wire.respond(() => failed)
    const page = open()
    for (let n = 0; n < 300; n++) {
      add(page, `${n}`, filling(3000))
      if (n % 10 === 0) await clock.advance(1000)
      const bytes = [...storage.entries.values()].reduce((sum, text) => sum + byteLength(text), 0)
      expect(storedEvents().length).toBeLessThanOrEqual(maxStoredEvents)
      expect(bytes).toBeLessThan(257 * 1024)
    }
  })

  it('never gives up what is under way', async () => {
    const page = open()
    const first = addMany(page, 50)
    await clock.advance(0)
    for (let n = 50; n < 300; n++) add(page, `${n}`)
    expect(first.every((id) => answers.get(id)?.length === 0)).toBe(true)
    wire.last().answer(acknowledged)
    await settle()
    expect(first.every((id) => answers.get(id)?.[0] === undefined && isAnswered(id))).toBe(true)
  })
})
