import { maxEventBytes, maxStoredBytes } from '../contract/limits'
import { stringify } from './json'
import { byteLength, eventPrefix, laneOf, parseRecord } from './record'
import type { Content, Done, StoredEvent } from './record'
import type { Storage } from './storage'

/**
 * Events from the moment they are accepted until they are acknowledged: in memory in order, and each under a storage
 * key of its own, written before anything is sent. One key an event, because a list that several tabs rewrite loses
 * events even under a lock: storage reaches other renderer processes later than the lock does (whatwg/html#403).
 */
export interface Outbox {
  /** The lane that this page writes. */
  lane(): string
  /** Stores an event; false where it is larger than an event may be. */
  add(content: Content, done: Done): boolean
  /** The events that this page is responsible for: adopted lanes first, each in its order. */
  waiting(): readonly StoredEvent[]
  /** Whether one of them is under way. */
  isSending(): boolean
  /** Those that have to go so that no more than so many, and not too many bytes, are left. */
  surplus(maxEvents: number): readonly StoredEvent[]
  /** Forgets an event and its copy in storage, also one that this page no longer holds. */
  remove(gone: StoredEvent): void
  /** Lanes that there are in storage, whoever holds them. */
  storedLanes(): Set<string>
  /** Takes over the events of a lane whose page is gone; nothing where one of them speaks for a page that lives, by its time. */
  adopt(lane: string, isFresh: (hit: StoredEvent['hit']) => boolean): void
  /** Lets go of everything, stored as it is, and begins a new lane: the page is leaving. */
  leave(): void
}

/** An outbox over the given storage; where nothing can be written there it works in memory alone. */
// Its methods share four variables; none of them is long.
// eslint-disable-next-line max-lines-per-function
export function createOutbox(storage: Storage, createLane: () => string): Outbox {
  let lane = createLane()
  let seq = 0
  let events: StoredEvent[] = []

  /** What is damaged is removed. */
  const load = (place: string): StoredEvent[] => {
    const record = parseRecord(place, storage.read(place))
    if (record) return [record]
    storage.remove(place)
    return []
  }

  return {
    lane: () => lane,
    add(content, done) {
      const place = `${eventPrefix}${lane}.${seq}`
      const hit = { ...content, lane, seq }
      const text = stringify(hit)
      const bytes = byteLength(text)
      if (bytes > maxEventBytes) return false
      seq++
      storage.write(place, text)
      events.push({ place, hit, done, bytes })
      return true
    },
    waiting: () => events,
    isSending: () => events.some(({ sending }) => sending),
    surplus: (maxEvents) => surplus(events, maxEvents),
    remove(gone) {
      events = events.filter((event) => event !== gone)
      storage.remove(gone.place)
    },
    storedLanes: () => new Set(storage.keys(eventPrefix).map(laneOf)),
    adopt(foreign, isFresh) {
      const records = storage
        .keys(`${eventPrefix}${foreign}.`)
        .flatMap(load)
        .sort((a, b) => a.hit.seq - b.hit.seq)
      if (!records.some(({ hit }) => isFresh(hit))) events = [...records, ...events]
    },
    leave() {
      events = []
      lane = createLane()
      seq = 0
    },
  }
}

/** Reports of drops first, then the oldest page views, identify last; never the newest event, nor one under way. */
function surplus(events: readonly StoredEvent[], maxEvents: number): readonly StoredEvent[] {
  const worth = ({ hit }: StoredEvent): number => 'page track trackLink identify'.indexOf(hit.sib_type)
  let count = events.length - maxEvents
  let total = events.reduce((sum, { bytes }) => sum + bytes, -maxStoredBytes)
  if (count <= 0 && total <= 0) return []
  return events
    .slice(0, -1)
    .filter(({ sending }) => !sending)
    .sort((a, b) => worth(a) - worth(b))
    .filter(({ bytes }) => (count > 0 || total > 0) && (count--, (total -= bytes), true))
}
