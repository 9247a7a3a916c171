import { beforeEach, describe, expect, it } from 'vitest'
import { settle, startMs } from './testing/clock'
import { add, addMany, answers, clock, direct, failed, frameOf, isAnswered, open, resetOrigin, sent, storage, storedEvents, wire } from './testing/delivery'
import { filling } from './testing/events'
import type { Origin, TestPage } from './testing/page'
import { acknowledged, noContent, silence } from './testing/transport'

beforeEach(resetOrigin)

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
