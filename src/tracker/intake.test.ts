import { describe, expect, it } from 'vitest'
import { maxEventBytes } from '../contract/limits'
import type { Draft } from './call'
import { accept, guard } from './intake'
import type { Stamp } from './intake'
import { byteLength } from './record'
import { startMs } from './testing/clock'
import { createEar, createTestTracker } from './testing/tracker'

const stamp: Stamp = { tsMs: startMs, url: 'https://shop.example/a' }
const draft = (fields: Partial<Draft> = {}): Draft => ({ sib_type: 'track', sib_name: 'x', ...fields })

describe('guard', () => {
  it('hands on what is answered', () => {
    const { parts } = createTestTracker()
    const ear = createEar()
    guard(parts, ear, (answer) => answer(null, 'id'))
    expect(ear.heard).toEqual([[null, 'id']])
  })

  it('answers with what is thrown', () => {
    const { parts, steps } = createTestTracker()
    const ear = createEar()
    guard(parts, ear, () => {
      throw new Error('broken')
    })
    const error = { code: 'invalid_parameter', message: expect.stringContaining('broken') as string }
    expect(ear.heard).toEqual([[error, undefined]])
    expect(steps).toEqual([['dropped', error]])
  })

  it('survives a callback that throws, and does not call it again', () => {
    const { parts } = createTestTracker()
    let calls = 0
    const callback = (): void => {
      calls++
      throw new Error('callback')
    }
    guard(parts, callback, (answer) => answer(null, 'id'))
    expect(calls).toBe(1)
  })

  it('needs no callback', () => {
    const { parts } = createTestTracker()
    guard(parts, undefined, (answer) => answer(null, 'id'))
  })
})

describe('accept', () => {
  it('completes an event with id, time, key, visitor, page and contact', () => {
    const { parts, events } = createTestTracker({ email_id: 'a@b.example' })
    accept(parts, draft({ properties: { A: 1 } }), undefined, stamp)
    expect(events()).toEqual([
      {
        ...{ sib_type: 'track', sib_name: 'x', properties: { A: 1 }, email_id: 'a@b.example', ma_url: stamp.url },
        ...{ id: 'id1', ts: startMs, key: 'key', cuid: 'id2' },
      },
    ])
  })

  it('answers with the id once the event is delivered, not before', () => {
    const { parts, delivered } = createTestTracker()
    const ear = createEar()
    accept(parts, draft(), ear, stamp)
    expect(ear.heard).toEqual([])
    delivered[0]?.done()
    expect(ear.heard).toEqual([[null, 'id1']])
  })

  it('answers with the error where the event is given up', () => {
    const { parts, delivered } = createTestTracker()
    const ear = createEar()
    accept(parts, draft(), ear, stamp)
    delivered[0]?.done({ code: 'overflow', message: 'full' })
    expect(ear.heard).toEqual([[{ code: 'overflow', message: 'full' }, 'id1']])
  })

  it('answers with what is wrong with a call', () => {
    const { parts, events } = createTestTracker()
    const ear = createEar()
    accept(parts, { code: 'invalid_parameter', message: 'no' }, ear, stamp)
    expect(ear.heard).toEqual([[{ code: 'invalid_parameter', message: 'no' }, undefined]])
    expect(events()).toEqual([])
  })

  it('refuses what is too large, in bytes and not in letters, and takes the next', () => {
    const { parts, events } = createTestTracker()
    const ear = createEar()
    accept(parts, draft({ properties: { filling: 'x'.repeat(60_000) } }), ear, stamp)
    accept(parts, draft({ properties: { filling: '漢'.repeat(maxEventBytes / 3) } }), ear, stamp)
    accept(parts, draft({ sib_name: 'next' }), ear, stamp)
    const tooLarge = [{ code: 'too_large', message: 'over 32768 bytes' }, undefined]
    expect(ear.heard).toEqual([tooLarge, tooLarge])
    expect(events()).toMatchObject([{ sib_name: 'next' }])
  })

  it('takes an event that is just small enough', () => {
    const { parts, events } = createTestTracker()
    accept(parts, draft({ properties: { filling: '' } }), undefined, stamp)
    const frame = byteLength(JSON.stringify(events()[0]))
    accept(parts, draft({ properties: { filling: 'x'.repeat(maxEventBytes - frame) } }), undefined, stamp)
    accept(parts, draft({ properties: { filling: 'x'.repeat(maxEventBytes - frame + 1) } }), undefined, stamp)
    expect(events()).toHaveLength(2)
  })

  it('answers where the values cannot be said in JSON', () => {
    const { parts, events } = createTestTracker()
    const ear = createEar()
    const circular: Record<string, unknown> = {}
    circular.self = circular
    accept(parts, draft({ properties: circular }), ear, stamp)
    expect(ear.heard).toMatchObject([[{ code: 'invalid_parameter' }, undefined]])
    expect(events()).toEqual([])
  })

  it('does not let values give the event another id, time, key or visitor', () => {
    const { parts, events } = createTestTracker()
    accept(parts, { ...draft(), ...{ id: 'no', ts: 1, key: 'no', cuid: 'no' } }, undefined, stamp)
    expect(events()).toMatchObject([{ id: 'id1', ts: startMs, key: 'key', cuid: 'id2' }])
  })
})

describe('before_send', () => {
  it('sees the event, and may change it', () => {
    const seen: unknown[] = []
    const before_send = (event: Record<string, unknown>): unknown => {
      seen.push({ ...event })
      return { ...event, properties: { A: 2 } }
    }
    const { parts, events } = createTestTracker({ before_send, email_id: 'a@b.example' })
    accept(parts, draft({ properties: { A: 1 } }), undefined, stamp)
    expect(seen).toEqual([{ sib_type: 'track', sib_name: 'x', properties: { A: 1 }, email_id: 'a@b.example', ma_url: stamp.url }])
    expect(events()).toMatchObject([{ sib_name: 'x', properties: { A: 2 }, id: 'id1' }])
  })

  it('may change the event in place', () => {
    const before_send = (event: Record<string, unknown>): unknown => {
      delete event.email_id
      return event
    }
    const { parts, events } = createTestTracker({ before_send, email_id: 'a@b.example' })
    accept(parts, draft(), undefined, stamp)
    expect(events()[0]).not.toHaveProperty('email_id')
  })

  it.each([[null], [undefined], [false]])('drops the event with %j, and the call hears of it', (answer) => {
    const { parts, events } = createTestTracker({ before_send: () => answer })
    const ear = createEar()
    accept(parts, draft(), ear, stamp)
    expect(ear.heard).toEqual([[{ code: 'before_send', message: expect.any(String) as string }, undefined]])
    expect(events()).toEqual([])
  })

  it('makes no visitor for an event that it drops', () => {
    const { parts, jar } = createTestTracker({ before_send: () => null })
    accept(parts, draft(), undefined, stamp)
    expect(jar.stored).toEqual([])
  })

  it('drops the event by throwing, and the next one is asked again', () => {
    let calls = 0
    const before_send = (event: unknown): unknown => {
      if (!calls++) throw new Error('hook')
      return event
    }
    const { parts, events } = createTestTracker({ before_send })
    const ear = createEar()
    accept(parts, draft({ sib_name: 'first' }), ear, stamp)
    accept(parts, draft({ sib_name: 'second' }), ear, stamp)
    expect(ear.heard).toEqual([[{ code: 'invalid_parameter', message: expect.stringContaining('hook') as string }, undefined]])
    expect(events()).toMatchObject([{ sib_name: 'second' }])
  })

  it('is asked for each event as it stands in window.sib by then', () => {
    const { parts, events, sib } = createTestTracker()
    accept(parts, draft(), undefined, stamp)
    sib.before_send = () => null
    accept(parts, draft(), undefined, stamp)
    sib.before_send = 'nothing to call'
    accept(parts, draft(), undefined, stamp)
    expect(events()).toHaveLength(2)
  })

  it.each([[true], ['yes'], [1], [{}]])('drops an event for which it answers %j', (answer) => {
    const { parts, events } = createTestTracker({ before_send: () => answer })
    accept(parts, draft(), undefined, stamp)
    expect(events()).toEqual([])
  })

  it('cannot make an event larger than allowed', () => {
    const before_send = (event: object): unknown => ({ ...event, properties: { filling: 'x'.repeat(60_000) } })
    const { parts, events } = createTestTracker({ before_send })
    accept(parts, draft(), undefined, stamp)
    expect(events()).toEqual([])
  })
})

describe('the URL of the page', () => {
  it('counts for the size of an event', () => {
    const { parts, events } = createTestTracker()
    accept(parts, draft(), undefined, { ...stamp, url: `https://shop.example/?${'x'.repeat(60_000)}` })
    expect(events()).toEqual([])
  })
})
