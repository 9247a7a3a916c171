import type { ApiEvent, ApiIdentifiers } from '../contract/api-event'
import type { ApiError } from '../contract/errors'
import type { Hit, JsonObject } from '../contract/event'

/** How the fields of a hit were written. */
export type Encoding = 'json' | 'text' | 'form' | 'query'

/** What is known of a request before its hits are looked at. */
export interface Arrival {
  /** Time of receipt, in ms since the epoch, by the collector's clock. */
  readonly receivedAt: number
  /** The path that the request came to, such as `/p` or `/api/v2/trackEvent`. */
  readonly via: string
  readonly encoding: Encoding
  /** The public client key; empty where a refused request had none. */
  readonly key: string
  readonly cuid: string | null
  /** Time of sending by the visitor's clock, where the client stated it. */
  readonly sent: number | null
}

/**
 * The one shape in which every accepted hit is stored, whichever way it came. The names are those of the
 * browser wire; only `id` and `sib_type` are certain, because old scripts and REST clients send no more.
 */
export interface CollectedHit extends Partial<Omit<Hit, 'id' | 'sib_type' | 'event'>>, Pick<Hit, 'id' | 'sib_type'> {
  readonly event?: JsonObject
  /** Element id of a tracked link, as early scripts name it. */
  readonly linkid?: string
  /** Who a server says that the event is about, where that is more than an e-mail. */
  readonly identifiers?: ApiIdentifiers
  /** Number of the contact that `identifiers` name, as the store knows it. */
  readonly contact?: number
  /** The record of the account that the event is about. */
  readonly object?: ApiEvent['object']
}

/** A hit with the verdict on it. */
export type JudgedHit =
  | { readonly accepted: true; readonly hit: CollectedHit }
  | { readonly accepted: false; readonly id: string; readonly received: JsonObject; readonly problem: ApiError }

/** One request, judged: what a sink takes as a whole or not at all. */
export interface Submission {
  readonly arrival: Arrival
  readonly hits: readonly JudgedHit[]
}

/** What a sink answers once the submission is safe. */
export interface Receipt {
  /** E-mail of the contact that the visitor is known as. */
  readonly contact?: string
}

/** Where judged submissions go. */
export interface Sink {
  /** Resolves when the submission would survive a crash, and rejects where it would not; the client may then send it again. */
  write(submission: Submission): Promise<Receipt>
}
