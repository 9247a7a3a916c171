import type { ApiError } from '../../contract/errors'
import { createAdoption } from '../adoption'
import type { Adoption } from '../adoption'
import { createBackoff } from '../backoff'
import type { Backoff } from '../backoff'
import { createConsentGate } from '../consent'
import type { ConsentGate, ConsentState } from '../consent'
import { createDelivery } from '../delivery'
import type { Delivery, DeliveryParts } from '../delivery'
import { createDrops } from '../drops'
import type { Drops } from '../drops'
import { createOutbox } from '../outbox'
import type { Outbox } from '../outbox'
import { storagePrefix } from '../record'
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
  /** Told of the contact that an answer names. */
  readonly recognise?: DeliveryParts['recognise']
  /** `sib.consent`; by default granted. */
  readonly consent?: ConsentState
  /** Names lanes; unique within the origin. */
  readonly createLane: () => string
  /** Listens to what is counted and reported. */
  readonly watchDrops?: (drops: Drops) => Drops
}

/** A page from the outbox to the wire, joined as `main.ts` joins it. */
export interface TestPage {
  readonly outbox: Outbox
  readonly backoff: Backoff
  readonly drops: Drops
  readonly delivery: Delivery
  readonly adoption: Adoption
  readonly consent: ConsentGate
  /** Whether it may send the events of this lane: its own, or one whose lock it has. */
  isMine(lane: string): boolean
  /** The browser shows another page; this one may come back. */
  leave(): void
  /** The browser asks whether it may show another page, and then does not. */
  stay(): void
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
// One part after the other, as in start.ts.
// eslint-disable-next-line max-lines-per-function
export function openPage(origin: Origin): TestPage {
  const { storage, transport, maySend = () => true } = origin
  const clock = origin.clock.forPage()
  const locks = origin.locks.forPage()
  const outbox = createOutbox(storage, origin.createLane)
  const backoff = createBackoff(storage, clock)
  const ownDrops = createDrops(clock.now, () => `report ${origin.createLane()}`)
  const drops = origin.watchDrops?.(ownDrops) ?? ownDrops
  const settings: RouterSettings = { apiHost: () => 'https://own.example', useRest: () => true, lateEmail: () => undefined, ...origin.settings }
  const router = createRouter(settings, storage, clock)
  const erase = (error: ApiError): void => {
    delivery.purge(error)
    storage.keys(storagePrefix).forEach(storage.remove)
  }
  const consent = createConsentGate({ client_key: 'key', consent: origin.consent }, false, erase, () => {
    adoption.start()
    delivery.probe()
  })
  const delivery = createDelivery({
    ...{ outbox, backoff, router, drops, transport, clock },
    maySend: () => maySend() && consent.state() === 'granted',
    recognise: origin.recognise ?? (() => undefined),
    log: () => undefined,
  })
  const adoption = createAdoption(outbox, locks.tryHold, clock, delivery.adopted)
  consent.heed()

  return {
    ...{ outbox, backoff, drops, delivery, adoption, consent },
    isMine: (lane) => lane === outbox.lane() || locks.holds(storagePrefix + lane),
    leave() {
      delivery.handOver()
      adoption.stop()
      delivery.leave()
    },
    stay: adoption.pause,
    restore: () => consent.heed(),
    end() {
      clock.end()
      locks.end()
    },
  }
}
