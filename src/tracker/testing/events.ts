import { byteLength, eventPrefix } from '../record'
import type { Content, StoredEvent } from '../record'
import { startMs } from './clock'

/** An accepted event: a track by its id, unless told otherwise. */
export function createContent(id: string, fields: Partial<Content> = {}): Content {
  return { id, ts: startMs, key: 'key', cuid: 'visitor', sib_type: 'track', sib_name: `event ${id}`, ...fields }
}

/** A hit with its place in a lane. */
export function createHit(id: string, fields: Partial<StoredEvent['hit']> = {}): StoredEvent['hit'] {
  return { ...createContent(id), lane: 'lane', seq: 0, ...fields }
}

/** An event as an outbox holds it. */
export function createStored(id: string, fields: Partial<StoredEvent['hit']> = {}): StoredEvent {
  const hit = createHit(id, fields)
  return { place: `${eventPrefix}${hit.lane}.${hit.seq}`, hit, bytes: byteLength(JSON.stringify(hit)) }
}

/** Properties that make an event about so many bytes. */
export const filling = (bytes: number): Pick<Content, 'properties'> => ({ properties: { filling: 'x'.repeat(bytes) } })
