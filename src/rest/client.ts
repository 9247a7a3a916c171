import type { ApiEvent } from '../contract/api-event'
import type { JsonObject } from '../contract/event'
import type { IdentifyBody, RestPath, TrackEventBody, TrackLinkBody, TrackPageBody } from '../contract/rest'
import type { BatchProgress } from './batch'
import { createEvents } from './create-events'
import type { CreateEventsOptions } from './create-events'
import { restError } from './errors'
import type { Answer } from './exchange'
import { settle } from './options'
import type { ClientOptions } from './options'
import { queryString } from './query'
import type { EventQuery } from './query'
import { send } from './send'
import type { CallOptions } from './send'
import { writeJson } from './write'

/** An event as `GET v3/events` lists it. */
export interface ListedEvent {
  readonly event_name: string
  /** The collector leaves it out while it does not know who the visitor is. */
  readonly contact_id?: number
  readonly event_date: string
  /** A filter of the vendor's account; the collector has none, and leaves it out. */
  readonly event_filter_id?: string
  readonly object_type?: string
  readonly event_properties?: JsonObject
  readonly contact_properties?: Readonly<Record<string, string | number | boolean>>
}

/** A page of the list, newest first, and how many events there are in all. */
export interface EventList {
  readonly events: readonly ListedEvent[]
  readonly count: number
}

/** The calls. Each resolves when the API has taken the data, and rejects with a `RestError` otherwise: aborted, with the code `aborted`. */
export interface Client {
  /** `POST api/v2/identify`: creates the contact or updates its attributes. */
  identify(body: IdentifyBody, options?: CallOptions): Promise<void>
  /** `POST api/v2/trackEvent`. */
  trackEvent(body: TrackEventBody, options?: CallOptions): Promise<void>
  /** `POST api/v2/trackLink`. */
  trackLink(body: TrackLinkBody, options?: CallOptions): Promise<void>
  /** `POST api/v2/trackPage`. */
  trackPage(body: TrackPageBody, options?: CallOptions): Promise<void>
  /** `POST v3/events`: one event, with a date of its own if it has one. */
  createEvent(event: ApiEvent, options?: CallOptions): Promise<void>
  /**
   * `POST v3/events/batch`: any number of events, in requests of at most 200 events and 512 KB, one after the other.
   * An event that is no JSON fails the call before anything is sent. One that the API refuses does not: it is listed. A `RestError` thrown has `progress`: go on from `progress.settled`.
   */
  createEvents(events: readonly ApiEvent[], options?: CreateEventsOptions): Promise<BatchProgress>
  /** `GET v3/events`: custom events, newest first. Fails where the list is longer than 64 MB: ask for fewer with `limit`. */
  getEvents(query?: EventQuery, options?: CallOptions): Promise<EventList>
}

/** A list of 10,000 events is longer than any other answer, and the only one that the caller can make shorter. */
const maxListBytes = 64 * 1024 * 1024

/** Creates a client; throws a TypeError that names the mistake where the options hold one. */
export function createClient(options: ClientOptions): Client {
  const settings = settle(options)
  const track =
    (path: RestPath) =>
    async (body: object, callOptions?: CallOptions): Promise<void> => {
      await send({ method: 'POST', api: 'v2', path: `api/v2/${path}`, body: writeJson(body, 'the body') }, settings, callOptions)
    }
  const post = (path: string, body: string, callOptions?: CallOptions) =>
    send({ method: 'POST', api: 'v3', path, body }, settings, callOptions)

  return {
    identify: track('identify'),
    trackEvent: track('trackEvent'),
    trackLink: track('trackLink'),
    trackPage: track('trackPage'),
    async createEvent(event, callOptions) {
      await post('v3/events', writeJson(event, 'the event'), callOptions)
    },
    createEvents: (events, callOptions) =>
      createEvents(events, (body) => post('v3/events/batch', body, callOptions), callOptions?.onProgress),
    async getEvents(query = {}, callOptions) {
      const path = `v3/events${queryString(query)}`
      return eventList(await send({ method: 'GET', api: 'v3', path, maxAnswerBytes: maxListBytes }, settings, callOptions))
    },
  }
}

function eventList({ status, body, isTooLong }: Answer): EventList {
  if (isEventList(body)) return { events: body.events, count: body.count }
  const tooLong = `the list is longer than ${maxListBytes / 1024 / 1024} MB: ask for fewer events at a time, with a lower \`limit\``
  throw restError({ code: 'unexpected_answer', status, message: isTooLong ? tooLong : 'the answer is no list of events' })
}

function isEventList(body: unknown): body is EventList {
  const { events, count } = (typeof body === 'object' && body !== null ? body : {}) as Partial<EventList>
  return Array.isArray(events) && typeof count === 'number'
}
