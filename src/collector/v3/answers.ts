import type { ApiError } from '../../contract/errors'
import type { JsonObject } from '../../contract/event'
import type { Answer } from '../answer'

/** Answer to a batch that was taken whole (CONTRACT.md 6.2). */
export interface BatchAccepted {
  readonly message: string
  readonly count: number
}

/** Answer to a batch of which some or all events were refused. */
export interface BatchPartial {
  readonly status: 'partial_success' | 'failed'
  readonly total_events: number
  readonly successful_events: number
  readonly failed_events: number
  /** Each message once, with the places of the events that it is about, from 0. */
  readonly errors: readonly { readonly eventIndex: readonly number[]; readonly message: string }[]
}

/** One event as `GET v3/events` lists it (CONTRACT.md 6.3), without `event_filter_id`: that names a filter of the vendor's account. */
export interface ListedEvent {
  /** Absent while nobody knows who the visitor is. */
  readonly contact_id?: number
  /** ISO 8601, in UTC. */
  readonly event_date: string
  readonly event_name: string
  readonly object_type?: string
  readonly event_properties: JsonObject
  readonly contact_properties: JsonObject
}

/** What v3 answers with, apart from nothing and from lists, which are written as text. */
export type EventsAnswer = Answer<BatchAccepted | BatchPartial | ApiError>

/** States what became of a batch: the verdict on each of its events, in order. */
export function batchAnswer(problems: readonly (ApiError | undefined)[]): EventsAnswer {
  const total = problems.length
  const places = new Map<string, number[]>()
  for (const [index, problem] of problems.entries())
    if (problem) places.set(problem.message, [...(places.get(problem.message) ?? []), index])
  const failed = problems.filter((problem) => problem !== undefined).length
  if (failed === 0) return { status: 202, body: { message: `${total} events are stored`, count: total } }
  return {
    status: 207,
    body: {
      status: failed === total ? 'failed' : 'partial_success',
      total_events: total,
      successful_events: total - failed,
      failed_events: failed,
      errors: [...places].map(([message, eventIndex]) => ({ eventIndex, message })),
    },
  }
}
