import { describe, expect, it } from 'vitest'
import type { Sib } from './config'
import { takeOver } from './takeover'
import type { Globals } from './takeover'
import { createTestTracker } from './testing/tracker'
import type { Tracker } from './tracker'

type Method = (...args: unknown[]) => unknown

const methodNames = createTestTracker().names

function setUp(sib: Sib, sendinblue?: unknown): { calls: unknown[][]; hasStub: boolean; globals: Globals; sib: Record<string, Method> } {
  const calls: unknown[][] = []
  const call: Tracker = (...args) => {
    if (methodNames.includes(args[0])) calls.push(args)
  }
  const globals: Globals = sendinblue === undefined ? { sib } : { sib, sendinblue }
  const hasStub = takeOver(globals, sib, call, methodNames)
  return { calls, hasStub, globals, sib: sib as Record<string, Method> }
}

/** The published stub: looks the live method up at every call, calls it without `this` and with three arguments. */
function publishedStub(sib: Sib): Record<string, Method> {
  const stub: Record<string, Method> = {}
  for (const method of ['track', 'identify', 'trackLink', 'page']) {
    stub[method] = (...args) => {
      const live = sib[method] as Method | undefined
      if (live) live(args[0], args[1], args[2])
      else (sib.equeue as unknown[]).push({ [method]: args })
    }
  }
  return stub
}

describe('takeOver', () => {
  it('replays the calls that wait, in their order, and empties the queue', () => {
    const { calls, sib } = setUp({ equeue: [{ page: [] }, { identify: ['a@b.example'] }, { track: ['x', { A: 1 }] }] }, {})
    expect(calls).toEqual([
      ['page', [], undefined, undefined],
      ['identify', ['a@b.example'], undefined, undefined],
      ['track', ['x', { A: 1 }], undefined, undefined],
    ])
    expect([...(sib.equeue as unknown as unknown[])]).toEqual([])
  })

  it('keeps when and where a call of our own stub was made', () => {
    const { calls } = setUp({ equeue: [{ t: 17, u: 'https://shop.example/before', track: ['x'] }] }, {})
    expect(calls).toEqual([['track', ['x'], 'https://shop.example/before', 17]])
  })

  it('takes the arguments as a list or as what functions call arguments', () => {
    const argumentsOf = (...args: unknown[]): ArrayLike<unknown> => Object.assign({ length: args.length }, args)
    const { calls } = setUp({ equeue: [{ track: argumentsOf('x', undefined, { id: 1 }, 4) }] }, {})
    expect(calls).toEqual([['track', ['x', undefined, { id: 1 }, 4], undefined, undefined]])
  })

  it('takes no element for a stub, and has its methods called by that name all the same', () => {
    const form = { nodeType: 1 }
    const { hasStub, calls, globals } = setUp({}, form)
    expect(hasStub).toBe(false)
    ;(globals.sendinblue as Record<string, Method>).track?.('x')
    expect(calls).toEqual([['track', ['x']]])
  })

  it('replays what names its method and its params', () => {
    const { calls } = setUp({ equeue: [{ method: 'track', params: ['x', { A: 1 }] }, { track: ['y'] }] }, {})
    expect(calls).toEqual([['track', ['x', { A: 1 }]], ['track', ['y'], undefined, undefined]])
  })

  it('replays Brevo first: its init says whether the others may be heard', () => {
    const calls: string[] = []
    const sib = { equeue: [{ track: ['x'] }] }
    takeOver({ sib, Brevo: [['init', {}]] }, sib, (method) => void calls.push(method), methodNames)
    expect(calls.filter((method) => methodNames.includes(method))).toEqual(['init', 'track'])
  })

  it('replays every public method', () => {
    const { calls } = setUp({ equeue: methodNames.map((method) => ({ [method]: [method] })) }, {})
    expect(calls.map(([method]) => method)).toEqual([...methodNames])
  })

  it.each([[null], [undefined], [17], ['track'], [{}], [{ group: ['x'] }], [{ method: 'track' }], [[]], [() => { throw new Error('of the page') }], [{ track: null }]])(
    'skips %j and goes on',
    (entry) => {
      expect(setUp({ equeue: [entry, { track: ['x'] }] }, {}).calls).toEqual([['track', ['x'], undefined, undefined]])
    },
  )

  it.each([[undefined], [null], ['x'], [{}], [17]])('stands a queue that is %j', (equeue) => {
    expect(setUp({ equeue }, {}).calls).toEqual([])
  })

  it('leaves the queue array in place, so that whoever holds it sees it empty', () => {
    const equeue = [{ page: [] }]
    expect(setUp({ equeue }, {}).sib.equeue).toBe(equeue)
    expect([...equeue]).toEqual([])
  })

  it('installs live methods where the published stubs look, without this', () => {
    const sib: Sib = { equeue: [] }
    const stub = publishedStub(sib)
    const early = stub.track as Method
    const { calls } = setUp(sib, stub)
    early('x', { A: 1 }, { id: 1 })
    expect(calls).toEqual([['track', ['x', { A: 1 }, { id: 1 }]]])
  })

  it('keeps the stub that it finds and its methods, and gives it those that it lacks', () => {
    const stub = publishedStub({})
    const before = { ...stub }
    const { hasStub, globals, sib } = setUp({ equeue: [] }, stub)
    expect(hasStub).toBe(true)
    expect(globals.sendinblue).toBe(stub)
    expect(stub).toMatchObject(before)
    expect([stub.consent, stub.reset]).toEqual([sib.consent, sib.reset])
  })

  it('has the live methods in place before the first call is replayed', () => {
    const sib: Sib = { equeue: [{ track: ['first'] }, { track: ['second'] }] }
    const order: unknown[] = []
    const call: Tracker = (method, [name]) => {
      if (method) order.push(name)
      if (name === 'first') (sib.track as Method)('live')
    }
    takeOver({ sib, sendinblue: {} }, sib, call, methodNames)
    expect(order).toEqual(['first', 'live', 'second'])
  })

  it('makes the API where there is no stub, and says so', () => {
    const { hasStub, globals, calls } = setUp({})
    expect(hasStub).toBe(false)
    const api = globals.sendinblue as Record<string, Method>
    for (const method of methodNames) api[method]?.('x')
    expect(calls).toEqual(methodNames.map((method) => [method, ['x']]))
  })

  it('replays what waits even where there is no stub', () => {
    expect(setUp({ equeue: [{ track: ['x'] }] }).calls).toHaveLength(1)
  })

  it('returns nothing from a live method, as the published one does', () => {
    const { sib } = setUp({ equeue: [] }, {})
    expect(sib.track?.('x')).toBeUndefined()
  })

  it('keeps what else stands in window.sib', () => {
    const { sib } = setUp({ equeue: [], client_key: 'key', email_id: 'a@b.example', own: 1 }, {})
    expect(sib).toMatchObject({ client_key: 'key', email_id: 'a@b.example', own: 1 })
  })

  it('finds nothing to replay when the script runs a second time', () => {
    const sib: Sib = { equeue: [{ page: [] }] }
    const { calls } = setUp(sib, {})
    const again: unknown[][] = []
    takeOver({ sib, sendinblue: {} }, sib, (...args) => void again.push(args), methodNames)
    expect(calls).toHaveLength(1)
    expect(again).toEqual([])
  })

  it('serves the array stub, whose methods push for ever and can be chained', () => {
    const stub = [] as unknown as unknown[] & Record<string, unknown>
    for (const method of ['track', 'page']) {
      stub[method] = (...args: unknown[]) => {
        stub.push([method, ...args])
        return stub
      }
    }
    const early = stub.track as Method
    ;(stub.page as Method)()
    const { calls, hasStub } = setUp({}, stub)
    expect(hasStub).toBe(true)
    ;((early('x') as typeof stub).page as Method)('y')
    ;(stub.identify as Method)('a@b.example')
    expect(calls.map(([method, args]) => [method, args])).toEqual([['page', []], ['track', ['x']], ['page', ['y']], ['identify', ['a@b.example']]])
    expect([...stub]).toEqual([])
  })

  it('serves the stub that is a function with a queue', () => {
    const stub = Object.assign((...args: unknown[]) => void stub.q.push(args), { q: [['track', 'x']] as unknown[] })
    const { calls } = setUp({}, stub)
    stub('identify', 'a@b.example')
    expect(calls.map(([method, args]) => [method, args])).toEqual([['track', ['x']], ['identify', ['a@b.example']]])
  })

  it('serves Brevo where it is an array: arrays, functions, methods; and leaves it one', () => {
    const calls: unknown[][] = []
    const Brevo: unknown[] & Record<string, unknown> = [] as unknown as unknown[] & Record<string, unknown>
    const globals: Globals = { sib: {}, Brevo }
    Brevo.push(['track', 'x'], () => (Brevo.track as Method)('y'))
    expect(takeOver(globals, globals.sib as Sib, (method, args) => void calls.push([method, args]), methodNames)).toBe(false)
    Brevo.push(['page', 'z'], ['unknown', 1], () => { throw new Error('of the page') })
    expect(Array.isArray(Brevo)).toBe(true)
    expect(calls).toEqual([['track', ['x']], ['track', ['y']], ['page', ['z']], ['unknown', [1]]])
  })

  it('leaves alone what a site calls Brevo itself', () => {
    const Brevo = { push: () => 'own' }
    takeOver({ sib: {}, Brevo }, {}, () => undefined, methodNames)
    expect(Brevo).toEqual({ push: Brevo.push })
    expect(Brevo.push()).toBe('own')
  })
})
