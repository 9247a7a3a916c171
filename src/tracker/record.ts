import type { ApiError } from '../contract/errors'
import type { Hit } from '../contract/event'

/** Told once about an event that this page accepted: undefined when it was delivered, or why it never will be. */
export type Done = (error?: ApiError) => void

/** An event on its way to the outbox: all of a hit but its place there, and whose it is. */
export interface Content extends Omit<Hit, 'lane' | 'seq'> {
  /** The client key that it was accepted under; a page may have two. */
  readonly key: string
  readonly cuid: string
}

/** An event that waits for its acknowledgement. */
export interface StoredEvent {
  /** Where it is stored. Two copies of one event have the same id but not the same place. */
  readonly place: string
  readonly hit: Content & Hit
  /** UTF-8 bytes of its JSON. */
  readonly bytes: number
  /** Absent where another page accepted the event. */
  readonly done?: Done
  /** True while a request that carries it is under way. */
  isSending?: boolean
}

/** Why an event has to go when there is no room. */
export const overflow: ApiError = { code: 'overflow', message: 'too many events wait' }

/** Everything of ours in storage starts with this. */
export const storagePrefix = 'sa.'

/** Events are stored under this, their lane and their place in it. */
export const eventPrefix = `${storagePrefix}e.`

/** Whether a storage key is one of the tracker's: a page may have names of its own that begin alike. */
export const isOurs = (place: string): boolean => /^sa\.(.$|e\.)/.test(place)

/** UTF-8 bytes of a text. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length

/** The lane whose event stands under a storage key. */
export const laneOf = (place: string): string => place.split('.')[2] as string

/** What stands under a storage key; undefined where somebody else wrote there, or damaged it. */
export function parseRecord(place: string, text: string): StoredEvent | undefined {
  try {
    const hit = JSON.parse(text) as StoredEvent['hit']
    return hit.id && hit.key && hit.cuid ? { place, hit, bytes: byteLength(text) } : undefined
  } catch {
    // Not JSON: nothing that could be sent.
    return undefined
  }
}
