import { describe, expect, it } from 'vitest'
import { maxQueuedCalls } from '../../contract/limits'
import type { Sib } from '../config'
import { methodNames } from './methods'
import { createStub } from './stub'
import type { Stub } from './stub'
import type { PageGlobals } from './tracked-page'

interface Bench {
  readonly stub: Stub
  readonly globals: PageGlobals
  readonly starts: Sib[]
  readonly warnings: string[]
  readonly steps: string[]
  /** Brings the tracker, as `takeOver` would. */
  goLive(): unknown[][]
}

function setUp(globals: PageGlobals = {}, page: () => PageGlobals | undefined = () => globals): Bench {
  const starts: Sib[] = []
  const warnings: string[] = []
  const steps: string[] = []
  let now = 1000
  const stub = createStub({
    page,
    nowMs: () => now++,
    pageUrl: () => 'https://shop.example/',
    start: (sib) => void starts.push(sib),
    warn: (message) => warnings.push(message),
    createLog: () => (step) => steps.push(step),
  })
  const goLive = (): unknown[][] => {
    const calls: unknown[][] = []
    for (const method of methodNames) (globals.sib as Sib)[method] = (...args: unknown[]) => calls.push([method, ...args])
    return calls
  }
  return { stub, globals, starts, warnings, steps, goLive }
}

/** What the tag leaves before its script has loaded. */
const tag = (): PageGlobals => ({ sib: { equeue: [], client_key: 'tag' }, sendinblue: {} })

describe('init', () => {
  it('sets the page up as the tag would, with the options on window.sib, and starts once', () => {
    const { stub, globals, starts } = setUp()
    stub.init({ client_key: 'key', api_host: 'https://c.example', spa: false })
    expect(globals.sib).toEqual({ client_key: 'key', api_host: 'https://c.example', spa: false, equeue: [] })
    expect(Object.keys(globals.sendinblue as object)).toEqual([...methodNames])
    expect(starts).toEqual([globals.sib])
  })

  it('adds to what the page has put on window.sib, and to its own queue', () => {
    const sib: Sib = { debug: true, equeue: ['kept'], consent: 'pending' }
    const { stub, globals } = setUp({ sib })
    stub.init({ client_key: 'key', consent: 'granted' })
    expect(globals.sib).toBe(sib)
    expect(sib).toEqual({ debug: true, equeue: ['kept'], consent: 'granted', client_key: 'key' })
  })

  it('takes an element with the id sendinblue for no tag', () => {
    const { stub, globals, starts } = setUp({ sendinblue: { nodeType: 1 } })
    stub.call('track', ['early'])
    stub.init({ client_key: 'key' })
    expect(starts).toEqual([globals.sib])
    expect(globals.sib?.equeue).toMatchObject([{ track: ['early'] }])
  })

  it('copies what waits when the call is made, but for links and functions', () => {
    const { stub, globals } = setUp()
    const properties = { list: [1] }
    const callback = (): void => undefined
    const links = [{ nodeType: 1 }]
    const circular: Record<string, unknown> = {}
    circular.self = circular
    stub.call('track', ['x', properties, callback])
    stub.call('trackLink', [links, properties])
    stub.call('track', ['y', circular, undefined, null])
    properties.list.push(2)
    stub.init({ client_key: 'key' })
    const queue = globals.sib?.equeue as Record<string, unknown[]>[]
    expect(queue).toMatchObject([{ track: ['x', { list: [1] }, callback] }, { trackLink: [links, { list: [1] }] }, { track: ['y', {}, undefined, null] }])
    expect(queue[1]?.trackLink?.[0]).toBe(links)
    expect(queue[2]?.track?.[1]).toBe(circular)
  })

  it('hands on the calls that were made before, in their order, with their times and places', () => {
    const { stub, globals } = setUp()
    stub.call('identify', ['a@b.example'])
    stub.call('track', ['x', { A: 1 }])
    stub.init({ client_key: 'key' })
    stub.call('track', ['y'])
    expect(globals.sib?.equeue).toEqual([
      { t: 1000, u: 'https://shop.example/', identify: ['a@b.example'] },
      { t: 1001, u: 'https://shop.example/', track: ['x', { A: 1 }] },
      { t: 1002, u: 'https://shop.example/', track: ['y'] },
    ])
  })

  it('is the first that counts: a second one with the same key does nothing', () => {
    const { stub, globals, starts, warnings } = setUp()
    stub.init({ client_key: 'key' })
    stub.init({ client_key: 'key', debug: true })
    expect(starts).toHaveLength(1)
    expect(globals.sib).not.toHaveProperty('debug')
    expect(warnings).toEqual([])
  })

  it('says that a second key has no effect', () => {
    const { stub, globals, starts, warnings } = setUp()
    stub.init({ client_key: 'key' })
    stub.init({ client_key: 'other' })
    expect(starts).toHaveLength(1)
    expect(globals.sib?.client_key).toBe('key')
    expect(warnings).toEqual(['init: this page is tracked already, with another client_key'])
  })

  it.each([[undefined], [{}], [{ client_key: '' }]])('leaves the page alone without a key: %j', (options) => {
    const { stub, globals, starts, steps } = setUp()
    stub.init(options)
    expect([globals, starts, steps]).toEqual([{}, [], ['no client_key']])
  })

  it('may come a second time with the key that was missing', () => {
    const { stub, starts, globals } = setUp()
    stub.init({ client_key: '' })
    stub.call('track', ['x'])
    stub.init({ client_key: 'key' })
    expect(starts).toHaveLength(1)
    expect(globals.sib?.equeue).toMatchObject([{ track: ['x'] }])
  })

  it('finds the key that the page has put on window.sib', () => {
    const { stub, starts } = setUp({ sib: { client_key: 'page' } })
    stub.init(undefined)
    expect(starts).toMatchObject([{ client_key: 'page' }])
  })
})

describe('beside a tag', () => {
  it('the tag stays, and its settings too', () => {
    const globals = tag()
    const before = globals.sendinblue
    const { stub, starts, warnings } = setUp(globals)
    stub.init({ client_key: 'tag', debug: true })
    expect(starts).toEqual([])
    expect(globals.sib).toEqual({ equeue: [], client_key: 'tag' })
    expect(globals.sendinblue).toBe(before)
    expect(warnings).toEqual([])
  })

  it('says that a key of its own has no effect', () => {
    const { stub, warnings } = setUp(tag())
    stub.init({ client_key: 'key' })
    expect(warnings).toHaveLength(1)
  })

  it.each([['array of methods', { sendinblue: [] }], ['function', { sendinblue: () => undefined }], ['Brevo.push', { Brevo: [] }]])(
    'of every generation: %s',
    (_name, globals) => {
      const { stub, starts, warnings } = setUp(globals)
      stub.init({ client_key: 'key' })
      expect([starts, warnings]).toEqual([[], []])
    },
  )

  it('leaves a Brevo that is something else of the site to the site', () => {
    const { stub, starts } = setUp({ Brevo: { track: () => undefined } })
    stub.init({ client_key: 'key' })
    expect(starts).toHaveLength(1)
  })

  it('calls wait in the queue of the tag, then go to the live methods', () => {
    const { stub, globals, goLive } = setUp(tag())
    stub.call('consent', ['granted'])
    expect(globals.sib?.equeue).toMatchObject([{ consent: ['granted'], t: 1000 }])
    const calls = goLive()
    stub.call('track', ['x', undefined, { id: 1 }])
    expect(calls).toEqual([['track', 'x', undefined, { id: 1 }]])
  })

  it('a tag that came instead of init gets what waited, before the next call', () => {
    const globals: PageGlobals = {}
    const { stub, goLive } = setUp(globals)
    stub.call('track', ['first'])
    Object.assign(globals, tag())
    const calls = goLive()
    stub.call('track', ['second'])
    expect(calls).toEqual([['track', 'first'], ['track', 'second']])
  })

  it('a tag that replaces the globals after init has the calls from then on', () => {
    const { stub, globals } = setUp()
    stub.init({ client_key: 'key' })
    Object.assign(globals, tag())
    stub.call('track', ['x'])
    expect(globals.sib).toMatchObject({ client_key: 'tag', equeue: [{ track: ['x'] }] })
  })

  it('speaks to generations without window.sib in their own way', () => {
    const told: unknown[][] = []
    const tell = (...args: unknown[]): unknown => told.push(args)
    setUp({ sendinblue: Object.assign([], { track: tell }) }).stub.call('track', ['array'])
    setUp({ sendinblue: tell }).stub.call('track', ['function'])
    setUp({ Brevo: { push: tell } }).stub.call('track', ['not an array'])
    const Brevo: unknown[] = []
    setUp({ Brevo }).stub.call('track', ['push', { A: 1 }])
    expect(told).toEqual([['array'], ['track', 'function']])
    expect(Brevo).toEqual([['track', 'push', { A: 1 }]])
  })

  it('stands a method that the tag does not have', () => {
    const { stub } = setUp({ sendinblue: {} })
    expect(() => stub.call('consent', ['granted'])).not.toThrow()
  })
})

describe('calls that nobody takes yet', () => {
  it('wait up to the bound of the tag; the rest is counted', () => {
    const { stub, globals } = setUp()
    for (let n = 0; n < maxQueuedCalls + 3; n++) stub.call('track', [`${n}`])
    stub.init({ client_key: 'key' })
    expect(globals.sib?.equeue).toHaveLength(maxQueuedCalls)
    expect(globals.sib?.dropped).toBe(3)
  })

  it('count into the count of the tag', () => {
    const globals = tag()
    Object.assign(globals.sib as Sib, { equeue: Array(maxQueuedCalls).fill({}), dropped: 2 })
    const { stub } = setUp(globals)
    stub.call('track', ['x'])
    expect(globals.sib?.dropped).toBe(3)
  })
})

describe('where there is no page', () => {
  it('nothing happens, nothing is kept and nobody is called back', () => {
    const there: { page?: PageGlobals } = {}
    const { stub, starts } = setUp({}, () => there.page)
    const callback = (): never => {
      throw new Error('called back')
    }
    for (const method of methodNames) stub.call(method, ['x', callback])
    stub.init({ client_key: 'key' })
    expect(starts).toEqual([])
    // A test may set a page up later; what was said on the server is not said in it.
    there.page = {}
    stub.init({ client_key: 'key' })
    expect(there.page.sib).toEqual({ client_key: 'key', equeue: [] })
  })
})
