import type { ApiError } from '../../contract/errors'
import type { ConsentState } from '../consent'
import type { Content } from '../record'
import type { Transport } from '../transport'
import { createTestClock } from './clock'
import type { TestClock } from './clock'
import { createContent } from './events'
import { createLedger, watchDrops, watchStorage } from './ledger'
import type { Ledger } from './ledger'
import { createLockTable, noLocks } from './locks'
import { send } from './network'
import { createLaneNames, openPage } from './page'
import type { TestPage } from './page'
import { createRate } from './rate'
import type { Rate } from './rate'
import { createTestServer } from './server'
import type { TestServer } from './server'
import { createTestStorage } from './storage'
import type { TestStorage } from './storage'

/** What a world is like. */
export interface WorldSettings {
  readonly seed: number
  readonly hasLocks: boolean
  readonly isDirect: boolean
}

/** A tab of the visitor. */
export interface Tab {
  page: TestPage
  state: 'shown' | 'left' | 'gone'
  /** Names the page life: a page that comes back begins another. */
  life: string
  /** It was hidden at least once, and so may have several requests under way. */
  wasHidden: boolean
  /** It is being hidden at this moment. */
  isHiding: boolean
  /** It counted losses that are in no report yet. */
  hasUnreported: boolean
  /** So many requests without any answer, and never one. */
  unanswered: number
  /** It stopped because of that. */
  readonly hasGivenUp: boolean
  /** Lanes that it gave away because it might have been left, and whose events it still has. */
  readonly lent: Set<string>
  /** The lanes of each request that is under way. */
  readonly inFlight: Set<readonly string[]>
}

/** A visitor with several tabs, one storage, and a receiver. */
export interface World {
  readonly clock: TestClock
  readonly storage: TestStorage
  readonly server: TestServer
  readonly ledger: Ledger
  readonly rate: Rate
  readonly tabs: Tab[]
  /** Lanes that were sent by several requests side by side. */
  readonly sideBySide: Set<string>
  /** How far the clock is off. */
  skewMs: number
  isOnline: boolean
  /** The visitor's word, as the site tells it to each page that is shown. */
  consent: ConsentState
  open(): void
  track(tab: Tab, kind: '' | '!' | '?', fields: Partial<Content>): void
}

/** Chance that is the same for the same seed (mulberry32). */
function createChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function createTab(life: string): Tab {
  return {
    ...{ state: 'shown', life, wasHidden: false, isHiding: false, hasUnreported: false, unanswered: 0, lent: new Set(), inFlight: new Set() },
    get hasGivenUp() {
      return this.unanswered > 2
    },
  } as Tab
}

/** A world with no tab open. */
export function createWorld({ seed, hasLocks, isDirect }: WorldSettings): World {
  const chance = createChance(seed)
  const clock: TestClock = { ...createTestClock(), random: chance }
  const shared = { clock, locks: hasLocks ? createLockTable() : noLocks, createLane: createLaneNames() }
  const settings = { apiHost: () => (isDirect ? undefined : 'https://own.example') }
  const ledger = createLedger()
  let events = 0

  const world: World = {
    ...{ clock, ledger, storage: createTestStorage(), server: createTestServer(chance), rate: createRate() },
    ...{ tabs: [], sideBySide: new Set(), skewMs: 0, isOnline: true, consent: 'granted' },
    open() {
      const transport: Transport = (...request) => send(world, tab, ...request)
      let consentOf = (): ConsentState => world.consent
      const tab = createTab(`${world.tabs.length}`)
      tab.page = openPage({
        ...{ ...shared, settings, transport, consent: world.consent, maySend: () => world.isOnline },
        // The exception goes with the test "writes nothing once consent is denied, though …" in delivery.leaving.test.ts.
        storage: watchStorage(ledger, world.storage, { isGranted: () => consentOf() === 'granted' }),
        watchDrops: (drops) => watchDrops(ledger, drops, (isWaiting) => (tab.hasUnreported = isWaiting)),
      })
      consentOf = tab.page.consent.state
      world.tabs.push(tab)
    },
    track(tab, kind, fields) {
      const id = `${events++}${kind}`
      ledger.told.set(id, [])
      const done = (error?: ApiError): void => void ledger.told.get(id)?.push(error)
      tab.page.consent.pass(() => {
        ledger.accepted.set(id, tab.page.outbox.lane())
        tab.page.delivery.add(createContent(id, { ts: clock.now(), ...fields }), done)
      }, done)
    },
  }
  return world
}

/** How many events a tab holds, reports of drops left aside, their bytes, and how many of them are not under way. */
export function held({ page }: Tab): { readonly count: number; readonly bytes: number; readonly idle: number } {
  const events = page.outbox.waiting().filter(({ hit }) => hit.sib_type !== 'dropped')
  return { count: events.length, bytes: events.reduce((sum, { bytes }) => sum + bytes, 0), idle: events.filter(({ sending }) => !sending).length }
}
