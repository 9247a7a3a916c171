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

/** What a query finds in a part of all events. */
export interface FoundPart {
  /** Those of the page that is asked for. */
  readonly events: readonly FoundEvent[]
  /** How many match, those of other pages included. */
  readonly count: number
}

/** The events of a query part by part, newest first; other work of the process comes between the parts. */
export type FindEvents = (query: EventsQuery) => AsyncIterable<FoundPart>

/**
 * The answer to a query as JSON: the events of its page, and how many match beyond that. It is written part by part, as it is
 * read: thousands of events at once would keep the process from all else, and events of full size would be no text that the
 * engine could hold. A part without events is written as an empty text: only where it writes does this end with its reader.
 */
export async function* writeList(parts: AsyncIterable<FoundPart>): AsyncGenerator<string> {
  let separator = '{"events":['
  let total = 0
  for await (const { events, count } of parts) {
    total += count
    yield events.length > 0 ? separator + events.map((event) => JSON.stringify(toListed(event))).join(',') : ''
    if (events.length > 0) separator = ','
  }
  yield `${separator === ',' ? '' : separator}],"count":${total}}`
}

/** An event in the documented words, whichever way it came. */
function toListed({ hit, occurredAt, contactId }: FoundEvent): ListedEvent {
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
