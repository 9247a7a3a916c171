import type { JsonFields } from './event'

/** Who an event of `v3/events` is about: at least one of the six (CONTRACT.md 6.1). `contact_id` goes before all others. */
export interface ApiIdentifiers {
  readonly contact_id?: number | undefined
  readonly email_id?: string | undefined
  readonly ext_id?: string | undefined
  readonly phone_id?: string | undefined
  readonly whatsapp_id?: string | undefined
  readonly landline_number_id?: string | undefined
}

/** Body of `POST v3/events`, and an item of `POST v3/events/batch` (CONTRACT.md 6.1, 6.2). */
export interface ApiEvent {
  /** At most 255 of letters, digits, `-` and `_`. */
  readonly event_name: string
  /** ISO 8601; the time of receipt where it is missing. */
  readonly event_date?: string | undefined
  readonly identifiers: ApiIdentifiers
  /** Updates the contact's attributes: text, numbers and booleans. */
  readonly contact_properties?: JsonFields | undefined
  /** At most 50 KB of JSON; keys keep to the alphabet of names. */
  readonly event_properties?: JsonFields | undefined
  /** A record of the account that the event is about; ignored where there is none such. */
  readonly object?: {
    readonly type?: string | undefined
    readonly identifiers?: { readonly id?: string | undefined; readonly ext_id?: string | undefined } | undefined
  } | undefined
}

/** Most events in one `POST v3/events/batch`. */
export const maxApiBatchEvents = 200

/** Most bytes of one `POST v3/events/batch`. */
export const maxApiBatchBytes = 512 * 1024

/** Most UTF-8 bytes of an event's `event_properties`, as JSON. */
export const maxEventPropertiesBytes = 50 * 1024
