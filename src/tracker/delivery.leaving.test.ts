import { beforeEach, describe, expect, it } from 'vitest'
import type { ApiError } from '../contract/errors'
import { maxKeepaliveBytes } from '../contract/limits'
import { byteLength } from './record'
import { settle } from './testing/clock'
import { add, addMany, answers, clock, direct, failed, frameOf, isAnswered, open, refused, renewWire, resetOrigin, sent, storage, storedEvents, wire } from './testing/delivery'
import { filling } from './testing/events'
import type { TestPage } from './testing/page'
import { acknowledged, noContent, silence } from './testing/transport'

beforeEach(resetOrigin)

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
      renewWire()
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

  it('takes an answer that has been missing for over three seconds for a failure', async () => {
    const page = open()
    await settle()
    add(page, 'a')
    await clock.advance(3001)
    page.leave()
    expect(open().backoff.fails()).toBe(1)
  })

  it('counts from the first of the requests that are under way', async () => {
    const page = open()
    await settle()
    add(page, 'a')
    await clock.advance(3001)
    add(page, 'b')
    page.delivery.handOver()
    page.leave()
    expect(sent()).toEqual([['a'], ['b']])
    expect(page.backoff.fails()).toBe(1)
  })

  it('thinks nothing of an answer that has been missing for less, nor of one that has come', async () => {
    const page = open()
    await settle()
    add(page, 'a')
    await clock.advance(3001)
    wire.last().answer(acknowledged)
    await settle()
    page.leave()
    expect(open().backoff.fails()).toBe(0)
    page.restore()
    await clock.advance(10_000)
    add(page, 'b')
    await clock.advance(3000)
    page.leave()
    expect(sent()).toEqual([['a'], ['b']])
    expect(open().backoff.fails()).toBe(0)
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

  it('writes nothing when the page is left, though a request of an earlier life of the page is still under way', async () => {
    const page = open()
    add(page, 'a')
    page.leave()
    page.restore()
    await clock.advance(10_000)
    page.consent.set('denied')
    page.leave()
    expect([...storage.entries.keys()]).toEqual([])
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
