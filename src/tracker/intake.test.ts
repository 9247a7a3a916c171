import { describe, expect, it } from 'vitest'
import type { Draft } from './call'
import type { Stamp } from './intake'
import { startMs } from './testing/clock'
import { createEar, createTestTracker } from './testing/tracker'

const stamp: Stamp = { tsMs: startMs, url: 'https://shop.example/a', callback: undefined }
const draft = (fields: Partial<Draft> = {}): Draft => ({ sib_type: 'track', sib_name: 'x', ...fields })

describe('guard', () => {
  it('hands on what is answered', () => {
    const { intake } = createTestTracker()
    const ear = createEar()
    intake.guard(ear, (answer) => answer(null, 'id'))
    expect(ear.heard).toEqual([[null, 'id']])
  })

  it('answers with what is thrown', () => {
    const { intake, steps } = createTestTracker()
    const ear = createEar()
    intake.guard(ear, () => {
      throw new Error('broken')
    })
    const error = { code: 'invalid_parameter', message: expect.stringContaining('broken') as string }
    expect(ear.heard).toEqual([[error, undefined]])
    expect(steps).toEqual([['dropped', error]])
  })

  it('survives a callback that throws, and does not call it again', () => {
    const { intake } = createTestTracker()
    let calls = 0
    const callback = (): void => {
      calls++
      throw new Error('callback')
    }
    intake.guard(callback, (answer) => answer(null, 'id'))
    expect(calls).toBe(1)
  })

  it('needs no callback', () => {
    const { intake } = createTestTracker()
    intake.guard(undefined, (answer) => answer(null, 'id'))
  })
})

describe('accept', () => {
  it('completes an event with id, time, key, visitor, page and contact', () => {
    const { intake, events } = createTestTracker({ email_id: 'a@b.example' })
    intake.accept(draft({ properties: { A: 1 } }), stamp)
    expect(events()).toEqual([
      {
        ...{ sib_type: 'track', sib_name: 'x', properties: { A: 1 }, email_id: 'a@b.example', ma_url: stamp.url },
        ...{ id: 'id1', ts: startMs, key: 'key', cuid: 'visitor1' },
      },
    ])
  })

  it('answers with the id once the event is delivered, not before', () => {
    const { intake, delivered } = createTestTracker()
    const ear = createEar()
    intake.accept(draft(), { ...stamp, callback: ear })
    expect(ear.heard).toEqual([])
    delivered[0]?.done()
    expect(ear.heard).toEqual([[null, 'id1']])
  })

  it('answers with the error where the event is given up', () => {
    const { intake, delivered } = createTestTracker()
    const ear = createEar()
    intake.accept(draft(), { ...stamp, callback: ear })
    delivered[0]?.done({ code: 'overflow', message: 'full' })
    expect(ear.heard).toEqual([[{ code: 'overflow', message: 'full' }, 'id1']])
  })

  it('answers with what is wrong with a call', () => {
    const { intake, events } = createTestTracker()
    const ear = createEar()
    intake.accept({ code: 'invalid_parameter', message: 'no' }, { ...stamp, callback: ear })
    expect(ear.heard).toEqual([[{ code: 'invalid_parameter', message: 'no' }, undefined]])
    expect(events()).toEqual([])
  })

  it('answers where the values cannot be said in JSON', () => {
    const { intake, events } = createTestTracker()
    const ear = createEar()
    const circular: Record<string, unknown> = {}
    circular.self = circular
    intake.accept(draft({ properties: circular }), { ...stamp, callback: ear })
    expect(ear.heard).toMatchObject([[{ code: 'invalid_parameter' }, undefined]])
    expect(events()).toEqual([])
  })

  it('takes secrets out of what is a URL, and out of nothing else', () => {
    const { intake, events } = createTestTracker()
    const url = 'https://shop.example/?of=ada@example.test'
    intake.accept(draft({ href: url, ma_path: '/?of=ada@example.test', properties: { url } }), { ...stamp, url })
    const bare = 'https://shop.example/?of='
    expect(events()).toMatchObject([{ href: bare, ma_url: bare, ma_path: '/?of=', properties: { url } }])
  })

  it('takes them out of what names the URLs of a page view without the prefix', () => {
    const { intake, events } = createTestTracker()
    const [url, path, referrer] = ['https://shop.example/?of=ada@example.test', '/?of=ada@example.test', 'https://x.example/ada@example.test']
    const properties = { url, path, referrer, note: url }
    intake.accept({ ...draft({ properties }), sib_type: 'page' }, stamp)
    const bare = { url: 'https://shop.example/?of=', path: '/?of=', referrer: 'https://x.example/', note: url }
    expect(events()).toMatchObject([{ properties: bare }])
  })

  it('does not let values give the event another id, time, key or visitor', () => {
    const { intake, events } = createTestTracker()
    intake.accept({ ...draft(), ...{ id: 'no', ts: 1, key: 'no', cuid: 'no' } }, stamp)
    expect(events()).toMatchObject([{ id: 'id1', ts: startMs, key: 'key', cuid: 'visitor1' }])
  })
})

describe('before_send', () => {
  it('sees the event, and may change it', () => {
    const seen: unknown[] = []
    const before_send = (event: Record<string, unknown>): unknown => {
      seen.push({ ...event })
      return { ...event, properties: { A: 2 } }
    }
    const { intake, events } = createTestTracker({ before_send, email_id: 'a@b.example' })
    intake.accept(draft({ properties: { A: 1 } }), stamp)
    expect(seen).toEqual([{ sib_type: 'track', sib_name: 'x', properties: { A: 1 }, email_id: 'a@b.example', ma_url: stamp.url }])
    expect(events()).toMatchObject([{ sib_name: 'x', properties: { A: 2 }, id: 'id1' }])
  })

  it('may change the event in place', () => {
    const before_send = (event: Record<string, unknown>): unknown => {
      delete event.email_id
      return event
    }
    const { intake, events } = createTestTracker({ before_send, email_id: 'a@b.example' })
    intake.accept(draft(), stamp)
    expect(events()[0]).not.toHaveProperty('email_id')
  })

  it.each([[null], [undefined], [false]])('drops the event with %j, and the call hears of it', (answer) => {
    const { intake, events } = createTestTracker({ before_send: () => answer })
    const ear = createEar()
    intake.accept(draft(), { ...stamp, callback: ear })
    expect(ear.heard).toEqual([[{ code: 'before_send', message: expect.any(String) as string }, undefined]])
    expect(events()).toEqual([])
  })

  it('makes no visitor for an event that it drops', () => {
    const { intake, jar } = createTestTracker({ before_send: () => null })
    intake.accept(draft(), stamp)
    expect(jar.stored).toEqual([])
  })

  it('drops the event by throwing, and the next one is asked again', () => {
    let calls = 0
    const before_send = (event: unknown): unknown => {
      if (!calls++) throw new Error('hook')
      return event
    }
    const { intake, events } = createTestTracker({ before_send })
    const ear = createEar()
    intake.accept(draft({ sib_name: 'first' }), { ...stamp, callback: ear })
    intake.accept(draft({ sib_name: 'second' }), { ...stamp, callback: ear })
    expect(ear.heard).toEqual([[{ code: 'invalid_parameter', message: expect.stringContaining('hook') as string }, undefined]])
    expect(events()).toMatchObject([{ sib_name: 'second' }])
  })

  it('is asked for each event as it stands in window.sib by then', () => {
    const { intake, events, sib } = createTestTracker()
    intake.accept(draft(), stamp)
    sib.before_send = () => null
    intake.accept(draft(), stamp)
    sib.before_send = 'nothing to call'
    intake.accept(draft(), stamp)
    expect(events()).toHaveLength(2)
  })

  it.each([[true], ['yes'], [1], [{}]])('drops an event for which it answers %j', (answer) => {
    const { intake, events } = createTestTracker({ before_send: () => answer })
    intake.accept(draft(), stamp)
    expect(events()).toEqual([])
  })
})
