import { beforeEach, describe, expect, it } from 'vitest'
import type { Rejection } from '../contract/envelope'
import type { ApiError } from '../contract/errors'
import { maxBurstEvents, maxStoredEvents } from '../contract/limits'
import { byteLength } from './record'
import { settle } from './testing/clock'
import { add, addMany, answers, clock, direct, failed, idsOf, isAnswered, open, refused, renewWire, resetOrigin, sent, storage, storedEvents, wire } from './testing/delivery'
import { filling } from './testing/events'
import { acknowledged, acknowledgedBut, noContent, silence } from './testing/transport'

beforeEach(resetOrigin)

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
      renewWire()
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
