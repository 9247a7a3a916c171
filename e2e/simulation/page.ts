import { readFileSync } from 'node:fs'
import { compileFunction } from 'node:vm'
import type { LockTable } from './locks'
import type { Answer, Departure, Network } from './network'
import type { Random } from './random'
import type { OriginStorage } from './storage'
import type { Timeline } from './timeline'

/** What all pages of one origin share. */
export interface World {
  readonly timeline: Timeline
  readonly random: Random
  readonly storage: OriginStorage
  readonly locks: LockTable
  readonly network: Network
  /** The visitor's cookies, shared by all pages. */
  readonly cookies: Map<string, string>
  isOnline: boolean
  /** How far the visitor's clock is off. */
  clockErrorMs: number
  /** Insecure origins have no Web Locks; sandboxed frames have no storage either. */
  readonly hasLocks: boolean
  readonly hasStorage: boolean
  /** What the page's `window.sib` has beside the key. */
  readonly config: Readonly<Record<string, unknown>>
}

/** One page life, from load to the end. */
export interface Page {
  call(method: string, ...args: unknown[]): void
  /** A second tag brings the script once more. */
  runAgain(): void
  /** A router goes to another page of the app. */
  goTo(url: string): void
  hide(): void
  show(): void
  /** A navigation away; in the back/forward cache the page may come back. */
  leave(intoCache: boolean): void
  restore(): void
  /** The page is about to be left, and then is not: a download, a link to a program, a visitor who stays. */
  stay(): void
  /** The renderer process ends: no event of any kind. */
  crash(): void
  goOnline(): void
  state(): 'active' | 'frozen' | 'dead'
}

const globals = [
  'window', 'document', 'navigator', 'location', 'localStorage', 'history', 'crypto', 'addEventListener',
  'setTimeout', 'clearTimeout', 'fetch', 'Date', 'Math', 'console', 'Element',
] as const

/** The built tracker, as a function of the browser's globals: one compilation serves every page of every run. */
const evaluate = compileFunction(readFileSync(new URL('../../dist/sa.js', import.meta.url), 'utf8'), [...globals]) as (
  ...environment: unknown[]
) => void

/** Loads a page with the tracker in it; what its tag has left in `window` is given, or else as little as there may be. */
export function openPage(world: World, url: string, tag: object = { sib: { client_key: 'key', ...world.config }, sendinblue: {} }): Page {
  const { timeline } = world
  const events = new EventTarget()
  const lock = world.locks.open()
  let state: ReturnType<Page['state']> = 'active'
  let isHidden = false
  const frozenTasks: (() => void)[] = []

  /** A frozen page runs nothing until it is shown again, a dead one never. */
  const inPage = (task: () => void) => (): void => {
    if (state === 'active') task()
    if (state === 'frozen') frozenTasks.push(task)
  }
  const fire = (type: string, more: object = {}): void => void events.dispatchEvent(Object.assign(new Event(type), more))
  const setHidden = (next: boolean): void => {
    isHidden = next
    fire('visibilitychange')
  }
  const listen = events.addEventListener.bind(events)
  const location = { href: url, hostname: 'localhost', protocol: 'https:' }
  const window = Object.assign(tag as { sib: Record<string, unknown> }, { navigation: new EventTarget() })
  const environment: Record<(typeof globals)[number], unknown> = {
    window,
    document: {
      addEventListener: listen,
      get hidden() {
        return isHidden
      },
      get cookie() {
        return [...world.cookies].map((pair) => pair.join('=')).join('; ')
      },
      set cookie(text: string) {
        writeCookie(world.cookies, text)
      },
      currentScript: null,
      getElementById: () => null,
      title: 'Simulated',
      referrer: '',
      baseURI: url,
    },
    navigator: {
      get onLine() {
        return world.isOnline
      },
      ...(world.hasLocks && { locks: lock.locks }),
    },
    location,
    localStorage: world.storage.open(!world.hasStorage),
    history: {},
    crypto: { getRandomValues: (bytes: Uint8Array) => bytes.map(() => world.random.between(0, 255)) },
    addEventListener: listen,
    setTimeout: (task: () => void, delayMs: number) => timeline.after(delayMs, inPage(task)),
    clearTimeout: (undo?: () => void) => undo?.(),
    fetch: createFetch(world, () => state, inPage),
    Date: class extends Date {
      constructor(value: number | string = timeline.nowMs() + world.clockErrorMs) {
        super(value)
      }
    },
    Math: Object.assign(Object.create(Math) as object, { random: world.random.next }),
    console,
    Element: EventTarget,
  }
  const die = (): void => {
    state = 'dead'
    lock.die()
  }
  const runScript = (): void => evaluate(...globals.map((name) => environment[name]))
  runScript()

  return {
    call: (method, ...args) => (window.sib[method] as (...args: unknown[]) => void)(...args),
    runAgain: runScript,
    goTo(next) {
      location.href = next
      window.navigation.dispatchEvent(new Event('currententrychange'))
    },
    hide: () => setHidden(true),
    show: () => setHidden(false),
    leave(intoCache) {
      fire('beforeunload')
      fire('pagehide', { persisted: intoCache })
      if (!isHidden) setHidden(true)
      if (intoCache) state = 'frozen'
      else die()
    },
    restore() {
      state = 'active'
      fire('pageshow', { persisted: true })
      setHidden(false)
      for (const task of frozenTasks.splice(0)) task()
    },
    stay: () => fire('beforeunload'),
    crash: die,
    goOnline: () => fire('online'),
    state: () => state,
  }
}

function writeCookie(cookies: Map<string, string>, text: string): void {
  const [, name = '', value = '', maxAge = ''] = /^(\w+)=([^;]*).*max-age=(\d+)/.exec(text) ?? []
  if (Number(maxAge) > 0) cookies.set(name, value)
  else cookies.delete(name)
}

type Fetch = (url: string, init: { body: string; keepalive: boolean; signal: AbortSignal }) => Promise<Response>

const keepaliveBudgetBytes = 65_536

/** `fetch` of one page: keepalive requests outlive it, within the browser's budget; others end with it. */
function createFetch(world: World, state: Page['state'], inPage: (task: () => void) => () => void): Fetch {
  let keepaliveBytes = 0

  return (url, { body, keepalive, signal }) =>
    new Promise((resolve, reject) => {
      const fail = (): void => reject(new TypeError('Failed to fetch'))
      const bytes = keepalive ? Buffer.byteLength(body) : 0
      if (keepaliveBytes + bytes > keepaliveBudgetBytes) return fail()
      keepaliveBytes += bytes
      signal.addEventListener('abort', fail)
      const departure: Departure = {
        ...{ url, body },
        isAborted: () => signal.aborted,
        isCancelled: () => !world.isOnline || signal.aborted || (state() === 'dead' && !keepalive),
        isAwaited: () => state() === 'active',
      }
      world.network.send(departure, (answer) => {
        signal.removeEventListener('abort', fail)
        keepaliveBytes -= bytes
        inPage(() => (answer ? resolve(toResponse(answer)) : fail()))()
      })
    })
}

function toResponse({ status, body, headers }: Answer): Response {
  return new Response(body || null, { status, headers })
}
