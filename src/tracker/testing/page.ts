import { createAdoption } from '../adoption'
import type { Adoption } from '../adoption'
import { createBackoff } from '../backoff'
import type { Backoff } from '../backoff'
import { createDelivery } from '../delivery'
import type { Delivery } from '../delivery'
import { createDrops } from '../drops'
import type { Drops } from '../drops'
import { createOutbox } from '../outbox'
import type { Outbox } from '../outbox'
import { createRouter } from '../route'
import type { RouterSettings } from '../route'
import type { Storage } from '../storage'
import type { Transport } from '../transport'
import type { TestClock } from './clock'
import type { LockTable } from './locks'

/** What pages of one origin share, and what this one is told. */
export interface Origin {
  readonly clock: TestClock
  readonly storage: Storage
  readonly locks: LockTable
  readonly transport: Transport
  readonly settings?: Partial<RouterSettings>
  readonly maySend?: () => boolean
  /** Names lanes; unique within the origin. */
  readonly createLane: () => string
}

/** A page from the outbox to the wire, joined as `main.ts` joins it. */
export interface TestPage {
  readonly outbox: Outbox
  readonly backoff: Backoff
  readonly drops: Drops
  readonly delivery: Delivery
  readonly adoption: Adoption
  /** The browser shows another page; this one may come back. */
  leave(): void
  /** The page comes back. */
  restore(): void
  /** The page is gone without a word. */
  end(): void
}

/** Lanes named a, b, c … */
export function createLaneNames(): () => string {
  let count = 0
  return () => `lane${(count++).toString(36)}`
}

/** A page that has just been opened. */
export function openPage({ clock, storage, locks, transport, settings, maySend, createLane }: Origin): TestPage {
  const ownClock = clock.forPage()
  const ownLocks = locks.forPage()
  const routerSettings = { apiHost: 'https://own.example', useRest: true, lateEmail: () => undefined, ...settings }
  const outbox = createOutbox(storage, createLane)
  const backoff = createBackoff(storage, ownClock)
  const drops = createDrops()
  const router = createRouter(routerSettings, storage, ownClock)
  const delivery = createDelivery({
    ...{ outbox, backoff, router, drops, transport },
    clock: ownClock,
    maySend: maySend ?? (() => true),
    log: () => undefined,
  })
  const adoption = createAdoption(outbox, ownLocks.tryHold, ownClock, delivery.wake)
  adoption.start()

  return {
    ...{ outbox, backoff, drops, delivery, adoption },
    leave() {
      delivery.handOver()
      adoption.stop()
      outbox.leave()
    },
    restore: adoption.start,
    end() {
      ownClock.end()
      ownLocks.end()
    },
  }
}
