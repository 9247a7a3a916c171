import type { ApiError } from '../../contract/errors'
import { createBackoff } from '../backoff'
import type { StoredEvent } from '../record'
import type { Transport } from '../transport'
import { createTestClock } from './clock'
import type { TestClock } from './clock'
import { createContent } from './events'
import { createLockTable, noLocks } from './locks'
import { createLaneNames, openPage } from './page'
import type { TestPage } from './page'
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
  readonly page: TestPage
  state: 'shown' | 'left' | 'gone'
  /** It was hidden at least once, and so may have several requests under way. */
  wasHidden: boolean
  /** The lanes of each request that is under way. */
  readonly inFlight: Set<readonly string[]>
}

/** A visitor with several tabs, one storage, and a receiver. */
export interface World {
  readonly clock: TestClock
  readonly storage: TestStorage
  readonly server: TestServer
  readonly tabs: Tab[]
  /** The lane of each accepted event. */
  readonly accepted: Map<string, string>
  /** What the calls were told. */
  readonly told: Map<string, (ApiError | undefined)[]>
  /** Lanes that were sent by several requests side by side. */
  readonly sideBySide: Set<string>
  /** What was done against the rules on the way. */
  readonly offences: string[]
  open(): void
  track(tab: Tab, kind: '' | '!' | '?', cuid: string): void
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

/** A world with no tab open. */
export function createWorld({ seed, hasLocks, isDirect }: WorldSettings): World {
  const chance = createChance(seed)
  const clock: TestClock = { ...createTestClock(), random: chance }
  const origin = { storage: createTestStorage(), locks: hasLocks ? createLockTable() : noLocks, createLane: createLaneNames() }
  const settings = { apiHost: isDirect ? undefined : 'https://own.example' }
  let events = 0

  const world: World = {
    ...{ clock, storage: origin.storage, server: createTestServer(chance) },
    ...{ tabs: [], accepted: new Map(), told: new Map(), sideBySide: new Set(), offences: [] },
    open() {
      const transport: Transport = (...request) => send(world, tab, ...request)
      const tab: Tab = { page: openPage({ ...origin, clock, settings, transport }), state: 'shown', wasHidden: false, inFlight: new Set() }
      world.tabs.push(tab)
    },
    track(tab, kind, cuid) {
      const id = `${events++}${kind}`
      world.accepted.set(id, tab.page.outbox.lane())
      world.told.set(id, [])
      tab.page.delivery.add(createContent(id, { ts: clock.now(), cuid }), (error) => void world.told.get(id)?.push(error))
    },
  }
  return world
}

function send(world: World, tab: Tab, ...[{ body }, keepalive, signal]: Parameters<Transport>): ReturnType<Transport> {
  const { clock, server, storage, offences, sideBySide } = world
  if (createBackoff(storage, clock).remainingMs()) offences.push('a request in a pause')
  if (tab.state === 'gone') offences.push('a request of a page that is gone')
  const parsed = JSON.parse(body) as StoredEvent['hit'] & { hits?: StoredEvent['hit'][] }
  const hits = parsed.hits ?? [parsed]
  const lanes = hits.map(({ lane }) => lane)
  tab.inFlight.add(lanes)
  if (tab.inFlight.size > 1) {
    if (!tab.wasHidden) offences.push('two requests at a time')
    for (const lane of [...tab.inFlight].flat()) sideBySide.add(lane)
  }

  return new Promise((resolve) => {
    clock.after(10, () => {
      // What does not outlive its page is lost with it.
      const isOnItsWay = !signal.aborted && (keepalive || tab.state === 'shown')
      const { reply, afterMs } = isOnItsWay ? server.meet(
            hits.map(({ id }) => id),
            !!parsed.hits,
          ) : { reply: { status: 0 }, afterMs: 0 }
      clock.after(afterMs, () => {
        tab.inFlight.delete(lanes)
        if (tab.state !== 'gone') resolve(tab.state === 'left' && clock.random() < 0.5 ? { status: 0 } : reply)
      })
    })
  })
}
