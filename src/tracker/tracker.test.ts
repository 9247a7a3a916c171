import { describe, expect, it } from 'vitest'
import { startMs } from './testing/clock'
import { createEar, createTestTracker } from './testing/tracker'

const denied = { code: 'consent_denied', message: 'no consent' }

describe('tracker', () => {
  it('turns each call into an event of its kind', () => {
    const { call, events } = createTestTracker()
    call('page', [])
    call('track', ['x', { A: 1 }, { id: 'cart:1' }])
    call('identify', ['a@b.example', { B: 2 }])
    expect(events()).toMatchObject([
      { sib_type: 'page', sib_name: 'A', ma_url: 'https://shop.example/a', ma_path: '/a', ma_referrer: 'https://search.example/' },
      { sib_type: 'track', sib_name: 'x', properties: { A: 1 }, event: { id: 'cart:1' }, ma_url: 'https://shop.example/a' },
      { sib_type: 'identify', email_id: 'a@b.example', properties: { B: 2 } },
    ])
  })

  it('stamps a call with its own time and place', () => {
    const { call, events, page } = createTestTracker()
    call('track', ['now'])
    page.nowMs += 5000
    call('track', ['earlier'], 'https://shop.example/before', startMs - 7000)
    call('page', ['earlier'], 'https://shop.example/before', startMs - 7000)
    expect(events()).toMatchObject([
      { ts: startMs, ma_url: 'https://shop.example/a' },
      { ts: startMs - 7000, ma_url: 'https://shop.example/before' },
      { ts: startMs - 7000, ma_url: 'https://shop.example/before', ma_path: '/before' },
    ])
  })

  it('copies at the call: what the page changes later does not count', () => {
    const { call, events } = createTestTracker({}, 'pending')
    const properties = { list: [1], inner: { a: 1 } }
    call('track', ['x', properties, { data: properties }])
    properties.list.push(2)
    properties.inner.a = 2
    call('consent', ['granted'])
    expect(events()).toMatchObject([{ properties: { list: [1], inner: { a: 1 } }, event: { data: { list: [1], inner: { a: 1 } } } }])
  })

  it('changes no argument', () => {
    const { call, delivered } = createTestTracker()
    const frozen = Object.freeze({ email: 'a@b.example', ma_url: 'u', list: Object.freeze([1]) })
    call('track', Object.freeze(['x', frozen, Object.freeze({ id: 1 })]))
    call('page', [frozen])
    call('identify', [frozen])
    call('trackLink', ['a', frozen])
    expect(delivered).toHaveLength(3)
    expect(frozen).toEqual({ email: 'a@b.example', ma_url: 'u', list: [1] })
  })

  it('tells page views which URL the page records itself', () => {
    const { call, pageCalls } = createTestTracker()
    call('page', [])
    call('page', ['x'], 'https://shop.example/before', 0)
    call('track', ['x'])
    expect(pageCalls).toEqual(['https://shop.example/a', 'https://shop.example/before'])
  })

  it('records the same view once, and tells the second call; under another key it is another', () => {
    const { call, events, pageCalls, sib } = createTestTracker()
    const ear = createEar()
    call('page', ['x'])
    call('page', ['x', ear])
    expect(ear.heard).toEqual([[{ code: 'duplicate_request', message: 'same page view' }, undefined]])
    expect([events().length, pageCalls.length]).toEqual([1, 1])
    sib.client_key = 'other'
    call('page', ['x'])
    expect(events().map(({ key }) => key)).toEqual(['key', 'other'])
  })

  it('takes no view that was refused for one that was recorded: a banner may bring an earlier yes right after', () => {
    const { call, events } = createTestTracker({}, 'denied')
    const ear = createEar()
    call('page', [ear])
    call('consent', ['granted'])
    call('page', [ear])
    expect(events()).toMatchObject([{ sib_type: 'page' }])
    expect(ear.heard).toEqual([[denied, undefined]])
  })

  it('heeds the consent of a late init, keeps the method of that name, and lets the visitor have the last word', () => {
    const { call, events, sib } = createTestTracker({}, undefined)
    const method = (sib.consent = () => undefined)
    call('init', [{ consent: 'pending', cookie_days: 3 }])
    expect(sib).toMatchObject({ consent: method, cookie_days: 3 })
    call('track', ['held'])
    expect(events()).toEqual([])
    call('consent', ['granted'])
    call('init', [{ consent: 'pending' }])
    call('track', ['free'])
    expect(events().map(({ sib_name }) => sib_name)).toEqual(['held', 'free'])
  })

  it('keeps the key and the contact where an init has none, and takes others', () => {
    const { call, sib } = createTestTracker({ email_id: 'a@b.example' })
    call('init', [{ client_key: '', email_id: '', cookie_days: 3 }])
    expect(sib).toMatchObject({ client_key: 'key', email_id: 'a@b.example', cookie_days: 3 })
    call('init', [{ client_key: undefined, email_id: null }])
    expect(sib).toMatchObject({ client_key: 'key', email_id: 'a@b.example' })
    call('init', [{ client_key: 'other', email_id: 'c@d.example' }])
    expect(sib).toMatchObject({ client_key: 'other', email_id: 'c@d.example' })
  })

  it.each([[undefined], [null], [7]])('stands an init with %j', (settings) => {
    const { call, events } = createTestTracker()
    call('init', [settings])
    call('track', ['x'])
    expect(events()).toHaveLength(1)
  })

  it('does nothing for arguments that consent does not know', () => {
    const { call, consent } = createTestTracker({}, 'pending')
    for (const state of [undefined, null, 'yes', true, ['granted'], {}]) call('consent', [state])
    expect(consent.state()).toBe('pending')
  })
})

describe('callback', () => {
  it.each([
    ['identify', ['a@b.example'], []],
    ['identify', ['a@b.example'], [{}]],
    ['track', ['x'], []],
    ['track', ['x'], [{}]],
    ['track', ['x'], [{}, {}]],
    ['page', [], []],
    ['page', ['x'], []],
    ['page', ['x'], [{}]],
  ] as const)('is a function in any place: %s(%j, …%j, callback)', (method, before, between) => {
    const { call, delivered } = createTestTracker()
    const ear = createEar()
    call(method, [...before, ...between, ear])
    expect(ear.heard).toEqual([])
    delivered[0]?.done()
    expect(ear.heard).toEqual([[null, 'id1']])
  })

  it('does not hide the arguments behind it', () => {
    const { call, events } = createTestTracker()
    call('track', ['x', createEar(), { id: 'cart:1' }])
    expect(events()).toMatchObject([{ sib_name: 'x', properties: {}, event: { id: 'cart:1' } }])
  })

  it('is called once for a call that is wrong', () => {
    const { call } = createTestTracker()
    const ear = createEar()
    call('identify', ['user-17', ear])
    call('track', ['', ear])
    call('page', ['x'.repeat(256), ear])
    expect(ear.heard.map(([error]) => error?.code)).toEqual(['invalid_parameter', 'invalid_parameter', 'invalid_parameter'])
  })

  it('is called once where consent is denied', () => {
    const { call, delivered } = createTestTracker({}, 'denied')
    const ear = createEar()
    call('track', ['x', ear])
    expect(ear.heard).toEqual([[denied, undefined]])
    expect(delivered).toEqual([])
  })

  it('may throw without harm to the next call', () => {
    const { call, delivered } = createTestTracker()
    call('track', [
      'x',
      () => {
        throw new Error('callback')
      },
    ])
    delivered[0]?.done()
    call('track', ['y'])
    expect(delivered).toHaveLength(2)
  })
})

describe('hostile arguments', () => {
  const bomb = (): never => {
    throw new Error('bomb')
  }
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const revokedFunction = Proxy.revocable(() => undefined, {})
  revokedFunction.revoke()
  const circular: Record<string, unknown> = {}
  circular.self = circular

  it.each([
    ['a getter that throws', Object.defineProperty({}, 'a', { get: bomb, enumerable: true })],
    ['a nested getter that throws', { inner: Object.defineProperty({}, 'a', { get: bomb, enumerable: true }) }],
    ['a toJSON that throws', { toJSON: bomb }],
    ['a proxy that throws', new Proxy({}, { get: bomb, ownKeys: bomb, getOwnPropertyDescriptor: bomb })],
    ['a revoked proxy', revoked.proxy],
    ['a revoked function', revokedFunction.proxy],
    ['a circular object', circular],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
    ['an object without prototype', Object.create(null)],
  ])('never throws into the page: %s', (_what, hostile: unknown) => {
    const { call } = createTestTracker()
    for (const method of createTestTracker().names) {
      for (const args of [[hostile], ['x', hostile], ['x', {}, hostile], ['x', {}, {}, hostile]]) {
        expect(() => call(method, args)).not.toThrow()
      }
    }
  })

  it('answers once where reading an argument throws, and the next call goes', () => {
    const { call, events } = createTestTracker()
    const ear = createEar()
    call('track', ['x', Object.defineProperty({}, 'a', { get: bomb, enumerable: true }), ear])
    call('track', ['x', { inner: { toJSON: bomb } }, ear])
    call('track', ['y'])
    const error = { code: 'invalid_parameter', message: expect.stringContaining('bomb') as string }
    expect(ear.heard).toEqual([
      [error, undefined],
      [error, undefined],
    ])
    expect(events()).toMatchObject([{ sib_name: 'y' }])
  })

  it('never throws into the page what has no text', () => {
    const { call } = createTestTracker()
    const thrown: unknown = Object.create(null)
    const get = (): never => {
      throw thrown
    }
    expect(() => call('track', ['x', Object.defineProperty({}, 'a', { get, enumerable: true })])).not.toThrow()
  })
})

describe('contact', () => {
  it('marks every event with the e-mail that the page states, as it stands at the call', () => {
    const { call, events, sib } = createTestTracker({ email_id: 'a@b.example' })
    call('track', ['x'])
    sib.email_id = 'c@d.example'
    call('track', ['y'])
    sib.email_id = ''
    call('track', ['z'])
    expect(events().map(({ email_id }) => email_id)).toEqual(['a@b.example', 'c@d.example', undefined])
  })

  it('marks the events after identify, and none before', () => {
    const { call, events } = createTestTracker()
    call('track', ['before'])
    call('identify', ['a@b.example'])
    call('page', [])
    expect(events().map(({ email_id }) => email_id)).toEqual([undefined, 'a@b.example', 'a@b.example'])
  })

  it('marks the events after one whose properties name an e-mail', () => {
    const { call, events, sib } = createTestTracker()
    call('track', ['x', { email: 'a@b.example' }])
    call('track', ['y'])
    expect(events().map(({ email_id }) => email_id)).toEqual(['a@b.example', 'a@b.example'])
    expect(sib.email_id).toBe('a@b.example')
  })

  it('is not changed by an identify that is refused', () => {
    const { call, events } = createTestTracker({ email_id: 'a@b.example' })
    call('identify', ['user-17'])
    call('track', ['x'])
    expect(events()).toMatchObject([{ sib_name: 'x', email_id: 'a@b.example' }])
  })

  it('is forgotten at reset, and the visitor is another', () => {
    const { call, events, sib } = createTestTracker({ email_id: 'a@b.example' })
    call('track', ['x'])
    call('reset', [])
    call('track', ['y'])
    const [before, after] = events()
    expect(after?.email_id).toBeUndefined()
    expect(sib.email_id).toBeFalsy()
    expect(after?.cuid).not.toBe(before?.cuid)
  })

  it('leaves what was accepted before reset to the contact before', () => {
    const { call, events } = createTestTracker()
    call('identify', ['a@b.example'])
    call('reset', [])
    call('identify', ['c@d.example'])
    expect(new Set(events().map(({ cuid }) => cuid)).size).toBe(2)
    expect(events().map(({ email_id }) => email_id)).toEqual(['a@b.example', 'c@d.example'])
  })

  it('writes no cookie at reset where consent is denied', () => {
    const { call, jar } = createTestTracker({}, 'denied')
    call('reset', [])
    expect(jar.stored).toEqual([])
  })
})

describe('consent', () => {
  it('holds events in memory while pending, without visitor or cookie', () => {
    const { call, delivered, jar } = createTestTracker({}, 'pending')
    call('page', [])
    call('identify', ['a@b.example'])
    expect(delivered).toEqual([])
    expect(jar.stored).toEqual([])
  })

  it('lets held events go in order with their own times and URLs', () => {
    const { call, events, page } = createTestTracker({}, 'pending')
    call('track', ['first'])
    page.nowMs += 60_000
    page.url = 'https://shop.example/b'
    call('track', ['second'])
    page.nowMs += 60_000
    page.url = 'https://shop.example/c'
    call('consent', ['granted'])
    expect(events()).toMatchObject([
      { sib_name: 'first', ts: startMs, ma_url: 'https://shop.example/a' },
      { sib_name: 'second', ts: startMs + 60_000, ma_url: 'https://shop.example/b' },
    ])
  })

  it('marks held events as if they had gone at once', () => {
    const { call, events } = createTestTracker({}, 'pending')
    call('track', ['before'])
    call('identify', ['a@b.example'])
    call('track', ['after'])
    call('consent', ['granted'])
    expect(events().map(({ email_id }) => email_id)).toEqual([undefined, 'a@b.example', 'a@b.example'])
  })

  it('sends held events under the key of their call, or the latest where there was none', () => {
    const { call, events, sib } = createTestTracker({ client_key: '' }, 'pending')
    call('track', ['without'])
    sib.client_key = 'first'
    call('track', ['with'])
    sib.client_key = 'second'
    call('consent', ['granted'])
    expect(events().map(({ sib_name, key }) => [sib_name, key])).toEqual([['without', 'second'], ['with', 'first']])
  })

  it('refuses held events when it is denied, and erases the visitor', () => {
    const { call, delivered, jar } = createTestTracker({}, 'granted')
    call('track', ['x'])
    call('consent', ['pending'])
    const ear = createEar()
    call('track', ['y', ear])
    call('consent', ['denied'])
    expect(ear.heard).toEqual([[denied, undefined]])
    expect(delivered).toHaveLength(1)
    expect(jar.stored).toEqual([])
  })

  it('answers a held event that gave way to newer ones', () => {
    const { call, events } = createTestTracker({}, 'pending')
    const ear = createEar()
    call('track', ['oldest', ear])
    for (let n = 0; n < 100; n++) call('track', [`${n}`])
    expect(ear.heard).toMatchObject([[{ code: 'overflow' }, undefined]])
    call('consent', ['granted'])
    expect(events()).toHaveLength(100)
  })

  it('accepts again after a no was taken back, for a new visitor', () => {
    const { call, events } = createTestTracker()
    call('track', ['x'])
    call('consent', ['denied'])
    call('consent', ['granted'])
    call('track', ['y'])
    const [before, after] = events()
    expect(after?.cuid).not.toBe(before?.cuid)
  })

  it('keeps a contact who logged out while pending away from later events', () => {
    const { call, events } = createTestTracker({}, 'pending')
    call('identify', ['a@b.example'])
    call('reset', [])
    call('track', ['x'])
    call('consent', ['granted'])
    expect(events().map(({ email_id }) => email_id)).toEqual(['a@b.example', undefined])
  })

  it('keeps the contact of events that were held before reset', () => {
    const { call, events } = createTestTracker({ email_id: 'a@b.example' }, 'pending')
    call('track', ['x'])
    call('reset', [])
    call('consent', ['granted'])
    expect(events()).toMatchObject([{ email_id: 'a@b.example' }])
  })
})

describe('trackLink', () => {
  const link = ['https://other.example/', 'partner'] as const

  it('records nothing until the link is followed, and then each time', () => {
    const { call, events, watched, page } = createTestTracker()
    call('trackLink', ['#partner', { A: 1 }])
    expect(watched).toMatchObject([{ target: '#partner' }])
    expect(events()).toEqual([])
    page.nowMs += 5000
    page.url = 'https://shop.example/b'
    watched[0]?.follow(...link)
    watched[0]?.follow(...link)
    const event = { sib_type: 'trackLink', sib_name: 'partner', href: link[0], properties: { A: 1 } }
    expect(events()).toMatchObject([event, event])
    expect(events()[0]).toMatchObject({ ts: startMs + 5000, ma_url: 'https://shop.example/b' })
  })

  it('copies the properties at the call', () => {
    const { call, events, watched } = createTestTracker()
    const properties = { list: [1] }
    call('trackLink', ['a', properties])
    properties.list.push(2)
    watched[0]?.follow(...link)
    expect(events()).toMatchObject([{ properties: { list: [1] } }])
  })

  it('answers each time that the link was followed', () => {
    const { call, delivered, watched } = createTestTracker()
    const ear = createEar()
    call('trackLink', ['a', ear])
    expect(ear.heard).toEqual([])
    watched[0]?.follow(...link)
    delivered[0]?.done()
    expect(ear.heard).toEqual([[null, 'id1']])
    watched[0]?.follow(...link)
    delivered[1]?.done()
    expect(ear.heard).toEqual([[null, 'id1'], [null, 'id2']])
  })

  it.each([[null], [undefined], ['']])('answers "Link not Found" where the link is %j', (target) => {
    const { call, delivered } = createTestTracker()
    const ear = createEar()
    call('trackLink', [target, {}, ear])
    expect(ear.heard).toEqual([[null, 'Link not Found']])
    expect(delivered).toEqual([])
  })

  it('answers where the selector is none', () => {
    const { call } = createTestTracker({}, 'granted', () => {
      throw new SyntaxError('not a selector')
    })
    const ear = createEar()
    call('trackLink', ['[', ear])
    expect(ear.heard).toEqual([[{ code: 'invalid_parameter', message: expect.stringContaining('not a selector') as string }, undefined]])
  })

  it('asks for consent when the link is followed', () => {
    const { call, events, watched } = createTestTracker({}, 'denied')
    call('trackLink', ['a'])
    watched[0]?.follow(...link)
    expect(events()).toEqual([])
    call('consent', ['granted'])
    watched[0]?.follow(...link)
    expect(events()).toHaveLength(1)
  })
})
