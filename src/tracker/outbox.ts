import { maxStoredBytes, maxStoredEvents } from '../contract/limits'
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
  /** Stores an event; returns those that have to go so that the bounds hold. */
  add(content: Content, done: Done): StoredEvent[]
  /** The events that this page is responsible for: adopted lanes first, each in its order. */
  waiting(): readonly StoredEvent[]
  /** Forgets an event and its copy in storage, also one that this page no longer holds. */
  remove(gone: StoredEvent): void
  /** Lanes in storage that this page does not hold. */
  foreignLanes(): Set<string>
  /** Takes over the events of a lane whose page is gone; nothing where one of them speaks for a page that lives, by its time. */
  adopt(lane: string, isFresh: (tsMs: number) => boolean): void
  /** Lets go of everything, stored as it is, and begins a new lane: the page is leaving. */
  leave(): void
}

/** An outbox over the given storage; where nothing can be written there it works in memory alone. */
export function createOutbox(storage: Storage, createLane: () => string): Outbox {
  let lane = createLane()
  let seq = 0
  let events: StoredEvent[] = []

  return {
    lane: () => lane,
    add(content, done) {
      const place = `${eventPrefix}${lane}.${seq}`
      const hit = { ...content, lane, seq: seq++ }
      const text = stringify(hit)
      storage.write(place, text)
      events = [...events, { place, hit, done, bytes: byteLength(text) }]
      return surplus(events)
    },
    waiting: () => events,
    remove(gone) {
      events = events.filter((event) => event !== gone)
      storage.remove(gone.place)
    },
    foreignLanes() {
      const lanes = new Set(storage.keys(eventPrefix).map(laneOf))
      for (const held of [lane, ...events.map(({ hit }) => hit.lane)]) lanes.delete(held)
      return lanes
    },
    adopt(foreign, isFresh) {
      const records = storage
        .keys(`${eventPrefix}${foreign}.`)
        .flatMap((place) => load(storage, place))
        .sort((a, b) => a.hit.seq - b.hit.seq)
      if (!records.some(({ hit }) => isFresh(hit.ts))) events = [...records, ...events]
    },
    leave() {
      events = []
      lane = createLane()
      seq = 0
    },
  }
}

/** The event that stands under a key; what is damaged there is removed. */
function load(storage: Storage, place: string): StoredEvent[] {
  const record = parseRecord(place, storage.read(place) ?? '')
  if (record) return [record]
  storage.remove(place)
  return []
}

/** The events that go so that the rest keeps the bounds: oldest page views first, identify last; never the newest. */
function surplus(events: readonly StoredEvent[]): StoredEvent[] {
  const worth = ({ hit }: StoredEvent): number => ['page', 'track', 'trackLink', 'identify'].indexOf(hit.sib_type)
  let count = events.length
  let total = events.reduce((sum, { bytes }) => sum + bytes, 0)
  return events
    .slice(0, -1)
    .filter(({ isSending }) => !isSending)
    .sort((a, b) => worth(a) - worth(b))
    .filter(({ bytes }) => (total > maxStoredBytes || count > maxStoredEvents) && ((total -= bytes), count--))
}
