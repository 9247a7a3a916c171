import { maxEventPropertiesBytes } from '../../contract/api-event'
import type { ApiEvent, ApiIdentifiers } from '../../contract/api-event'
import type { Json, JsonObject } from '../../contract/event'
import { isJsonObject } from '../json'
import type { CollectedHit } from '../sink'
import { renameKeys, toApiName } from './names'
import { occurredAt } from '../store/occurred-at'
import type { Refusal, StoredHit } from './queue'

/** An event for the wire, or why there is none. */
export type Translated<T> = { readonly value: T } | { readonly refusal: Refusal }

/** Names of what has none of its own in `v3/events`. */
const eventNames = { identify: 'identify', page: 'page_view', trackLink: 'link_click' } as const

/** What the tracker knows of the page and the link, beside the caller's own properties. */
const facts = ['ma_url', 'ma_path', 'ma_title', 'ma_referrer', 'href', 'linkid'] as const

/** Writes a stored hit as an event of `v3/events`, with the time at which it happened. */
export function toApiEvent(stored: StoredHit): Translated<ApiEvent> {
  const { hit } = stored
  const identifiers = identifiersOf(stored)
  if (Object.keys(identifiers).length === 0) return noName
  const name = nameOf(hit)
  const { attributes, others } = splitProperties(hit)
  const properties = renameKeys({ ...others, ...factsOf(hit, name), ...transactionOf(hit) })
  const bytes = Buffer.byteLength(JSON.stringify(properties))
  if (bytes > maxEventPropertiesBytes) return tooLarge
  return {
    value: {
      event_name: name,
      event_date: new Date(occurredAt(stored, stored.hit)).toISOString(),
      identifiers,
      ...(Object.keys(attributes).length > 0 && { contact_properties: attributes }),
      ...(Object.keys(properties).length > 0 && { event_properties: properties }),
      ...(hit.object && { object: hit.object }),
    },
  }
}

const tooLarge = {
  refusal: { status: 0, code: 'too_large', message: `the event's properties are larger than ${maxEventPropertiesBytes / 1024} KB` },
}

const noName = {
  refusal: { status: 0, code: 'invalid_parameter', message: "the contact_id is this collector's own number, and the contact has no other name" },
}

/** Of a contact whose number is our own, what the server itself named beside it is the surest name. */
function identifiersOf({ hit, email, knownAs }: StoredHit): ApiIdentifiers {
  if (!knownAs) return hit.identifiers ?? { ...(email !== null && { email_id: email }) }
  const { contact_id: _ours, ...named } = hit.identifiers ?? {}
  return Object.keys(named).length > 0 ? named : knownAs
}

function nameOf({ sib_type: kind, sib_name: name = '' }: CollectedHit): string {
  return kind === 'track' || kind === 'dropped' ? toApiName(name) : eventNames[kind]
}

type Attributes = Record<string, string | number | boolean>

/**
 * Properties of `identify` and `track` describe the contact (CONTRACT.md 2); those of pages and links belong to the event,
 * and so does what is no single value, which no attribute can hold.
 */
function splitProperties({ sib_type: kind, properties = {} }: CollectedHit): { attributes: Attributes; others: JsonObject } {
  const { email: _identity, ...named } = properties
  const isOfContact = kind === 'identify' || kind === 'track'
  const entries = Object.entries(named)
  const isAttribute = ([, value]: [string, Json]): boolean => isOfContact && typeof value !== 'object'
  return {
    attributes: Object.fromEntries(entries.filter(isAttribute)) as Attributes,
    others: Object.fromEntries(entries.filter((entry) => !isAttribute(entry))),
  }
}

/** The page's facts; the name too, where the event's own is another. */
function factsOf(hit: CollectedHit, name: string): JsonObject {
  const known = facts.flatMap((fact) => (hit[fact] === undefined ? [] : [[fact, hit[fact]] as const]))
  const isRenamed = hit.sib_name !== undefined && hit.sib_name !== name
  return { ...Object.fromEntries(known), ...(isRenamed && { sib_name: hit.sib_name }) }
}

/** The transaction's data stand at the top, where segments and templates look for them, its id beside them. */
function transactionOf({ event = {} }: CollectedHit): JsonObject {
  const { id, data, ...unwrapped } = event
  const fields: JsonObject = isJsonObject(data) ? { ...unwrapped, ...data } : { ...unwrapped, ...(data !== undefined && { data }) }
  if (id === undefined || fields.id === id) return fields
  return fields.id === undefined ? { ...fields, id } : { ...fields, event_id: id }
}
