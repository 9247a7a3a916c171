import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sib } from './config'
import { takeOver } from './takeover'
import type { Globals } from './takeover'
import { longestMs, runs } from './testing/seeds'
import { createTestTracker } from './testing/tracker'
import type { Tracker } from './tracker'

type Live = (...args: unknown[]) => unknown
type Method = Parameters<Tracker>[0]

/** What happens on a page, one after the other, from the snippet on. */
type Act =
  /** `isEarly`: by a reference to the stub's method that was taken before the script came. */
  | { readonly what: 'call'; readonly method: Method; readonly args: readonly unknown[]; readonly isEarly: boolean }
  /** Something stands in the queue that is no call. */
  | { readonly what: 'junk'; readonly entry: unknown }
  | { readonly what: 'script' }

/** A stub: how many arguments it hands to the live method, and whether it says when and where. */
interface StubKind {
  readonly arity: number
  readonly isStamped: boolean
}

/** A call as the tracker should hear it: when and where only where the stub said so. */
interface Expected {
  readonly method: Method
  readonly args: readonly unknown[]
  readonly tsMs: number | undefined
  readonly url: string | undefined
}

const methods: Method[] = ['identify', 'track', 'trackLink', 'page', 'consent', 'reset']
const published = methods.slice(0, 4)
const kinds: StubKind[] = [
  { arity: 3, isStamped: false },
  { arity: 4, isStamped: false },
  { arity: Infinity, isStamped: true },
]

/** What calls under each name lead to. */
type Methods = Record<string, Live>

/** A page with a stub, and a tracker that writes down what it hears. */
interface Page {
  readonly sib: Sib
  readonly heard: readonly Expected[]
  readonly expected: readonly Expected[]
  act(act: Act): void
}

/** The published stubs call the live method with a fixed number of arguments, given or not. */
const handedOn = (args: readonly unknown[], arity: number): readonly unknown[] =>
  arity < Infinity ? Array.from({ length: arity }, (_value, n) => args[n]) : args

/** A page with a stub of one kind; `nested` are calls that the first call leads to. */
function createPage({ arity, isStamped }: StubKind, nested: readonly Method[]): Page {
  const heard: Expected[] = []
  const expected: Expected[] = []
  const sib: Sib = { equeue: [] }
  let nowMs = 1000
  let scripts = 0
  const queue = (entry: unknown): void => void (sib.equeue as unknown[]).push(entry)
  const stubMethod = (method: Method): Live => (...args) => {
    const live = sib[method] as Live | undefined
    if (live) live(...handedOn(args, arity))
    else queue(isStamped ? { t: nowMs, u: `/${nowMs}`, [method]: args } : { [method]: args })
  }
  const stub: Methods = Object.fromEntries(methods.map((method) => [method, stubMethod(method)]))
  const early: Methods = { ...stub }
  const globals: Globals = { sib, sendinblue: stub }

  const runScript = (): void => {
    let isFirst = !scripts++ && expected.length > 0
    // What the page does in answer to the first call comes before the calls that still wait.
    const inner = isFirst ? nested.map((method) => ({ method, args: ['inner'], tsMs: undefined, url: undefined })) : []
    expected.splice(1, 0, ...inner)
    const call: Tracker = (method, args, url, tsMs) => {
      if (!methodNames.includes(method)) return
      heard.push({ method: method, args, tsMs, url })
      if (!isFirst) return
      isFirst = false
      for (const name of nested) (sib[name] as Live)('inner')
    }
    expect(takeOver(globals, sib, call, methodNames)).toBe(true)
  }
  const makeCall = ({ method, args, isEarly }: Extract<Act, { what: 'call' }>): void => {
    const stamp = isStamped && !scripts ? { tsMs: nowMs, url: `/${nowMs}` } : { tsMs: undefined, url: undefined }
    expected.push({ method, args: scripts ? handedOn(args, arity) : args, ...stamp })
    const from = isEarly ? early : (globals.sendinblue as Methods)
    from[method]?.(...args)
  }

  return {
    ...{ sib, heard, expected },
    act(act) {
      nowMs++
      if (act.what === 'script') runScript()
      if (act.what === 'call') makeCall(act)
      // Behind live methods nobody pushes any more.
      if (act.what === 'junk' && !scripts) queue(act.entry)
    },
  }
}

const methodNames = createTestTracker().names

const value = fc.constantFrom<unknown>('x', 'a@b.example', 17, null, undefined, {}, { A: 1 }, [], () => undefined)
const calls = (names: readonly Method[]): fc.Arbitrary<Act> =>
  fc.record({
    what: fc.constant('call' as const),
    method: fc.constantFrom(...names),
    args: fc.array(value, { maxLength: 5 }),
    isEarly: fc.boolean(),
  })
const junk: fc.Arbitrary<Act> = fc.record({
  what: fc.constant('junk' as const),
  entry: fc.constantFrom<unknown>(null, undefined, 17, 'track', {}, [], ['group', 'x'], { group: ['x'] }, { track: null }, { method: 'track' }),
})
const actsOf = (names: readonly Method[]): fc.Arbitrary<Act[]> =>
  fc
    .tuple(...[0, 1, 2].map(() => fc.array(fc.oneof({ weight: 4, arbitrary: calls(names) }, { weight: 1, arbitrary: junk }), { maxLength: 12 })))
    .map((parts) => parts.flatMap((part, n) => (n ? [{ what: 'script' } as const, ...part] : part)))
const scenes = fc
  .constantFrom(...kinds)
  .chain((kind) =>
    fc.record({ kind: fc.constant(kind), acts: actsOf(kind.isStamped ? methods : published), nested: fc.array(fc.constantFrom(...published), { maxLength: 2 }) }),
  )

describe('handing over', () => {
  it('lets every call reach the tracker once, in order, with its time and URL, whatever stub made it and though the script runs twice', () => {
    fc.assert(
      fc.property(scenes, ({ kind, acts, nested }) => {
        const page = createPage(kind, nested)
        acts.forEach(page.act)
        expect(page.heard).toEqual(page.expected)
        expect([...(page.sib.equeue as unknown[])]).toEqual([])
      }),
      runs(2000),
    )
  }, longestMs)
})
