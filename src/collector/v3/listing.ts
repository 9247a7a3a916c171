import type { JsonObject } from '../../contract/event'
import { isJsonObject } from '../json'
import type { CollectedHit } from '../sink'
import type { ListedEvent } from './answers'
import type { EventsQuery } from './query'

/** A custom event as a store finds it. */
export interface FoundEvent {
  readonly hit: CollectedHit
  /** In ms since the epoch, by the collector's clock or as the server that sent it says. */
  readonly occurredAt: number
  readonly contactId: number | undefined
}

/** The events of a query, newest first, and how many there are beyond its limit. */
export type FindEvents = (query: EventsQuery) => { readonly events: readonly FoundEvent[]; readonly count: number }

/** An event in the documented words, whichever way it came. */
export function toListed({ hit, occurredAt, contactId }: FoundEvent): ListedEvent {
  const objectType = hit.object?.type
  return {
    ...(contactId !== undefined && { contact_id: contactId }),
    event_date: new Date(occurredAt).toISOString(),
    event_name: hit.sib_name ?? '',
    ...(objectType !== undefined && { object_type: objectType }),
    event_properties: eventProperties(hit),
    contact_properties: hit.properties ?? {},
  }
}

/** A browser's event data has an `id` beside its `data` (CONTRACT.md 7), which is a property like others here. */
function eventProperties({ event = {} }: CollectedHit): JsonObject {
  const { data, ...beside } = event
  if (data === undefined) return beside
  return isJsonObject(data) ? { ...beside, ...data } : event
}
