import type { ApiError } from '../contract/errors'
import type { Hit } from '../contract/event'
import { maxEventBytes } from '../contract/limits'
import { attempt } from './attempt'

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
  /** Breaks off the request that carries it; undefined where none is under way. */
  sending?: AbortController | undefined
}

/** Why an event has to go when there is no room. */
export const overflow: ApiError = { code: 'overflow', message: 'too many events' }

/** Why an event is not taken at all. */
export const tooLarge: ApiError = { code: 'too_large', message: `over ${maxEventBytes / 1024} KB` }

/** Why an event of an earlier page goes unsent. */
export const expired: ApiError = { code: 'expired', message: 'too old' }

/** Everything of ours in storage starts with this, and nothing of anybody else's. */
export const storagePrefix = 'sajs.'

/** Events are stored under this, their lane and their place in it. */
export const eventPrefix = `${storagePrefix}e.`

/** UTF-8 bytes of a text. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length

/** The lane whose event stands under a storage key. */
export const laneOf = (place: string): string => place.split('.')[2] as string

/** What stands under a storage key; undefined where nothing does, or somebody else wrote there, or damaged it. */
export function parseRecord(place: string, stored: string | null | undefined): StoredEvent | undefined {
  return attempt(() => {
    // Of no text, as of any that is no object, there is no id: to ask for it throws, and that is the answer.
    const text = stored as string
    const hit = JSON.parse(text) as StoredEvent['hit']
    return hit.id && hit.key && hit.cuid ? { place, hit, bytes: byteLength(text) } : undefined
  })
}
