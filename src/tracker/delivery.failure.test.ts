import { beforeEach, describe, expect, it } from 'vitest'
import { add, addMany, answers, clock, direct, failed, open, refused, resetOrigin, sent, storedEvents, wire } from './testing/delivery'
import { acknowledged, silence } from './testing/transport'

beforeEach(resetOrigin)

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
