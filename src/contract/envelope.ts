import type { ApiError } from './errors'
import type { Hit } from './event'

/** Body of `POST <api_host>/p` to an own collector, sent as `text/plain` so that no preflight is needed (DESIGN.md 4). */
export interface Envelope {
  /** The public client key. */
  readonly key: string
  /** The visitor's id, from the cookie `sib_cuid`. */
  readonly cuid: string
  /** Time of sending, in ms since the epoch, by the same clock as `Hit.ts`: a receiver derives the clock's error from it. */
  readonly sent: number
  readonly hits: readonly Hit[]
}

/** A hit that the collector will never accept, by its id. */
export interface Rejection extends ApiError {
  readonly id: string
}

/**
 * Answer to an envelope or a single hit. Only an answer with `sib: 1` is an acknowledgement: the page
 * that a captive portal shows with status 200 must not count as one.
 */
export interface Acknowledgement {
  readonly sib: 1
  readonly rejected: readonly Rejection[]
  /** The contact that the collector knows for this visitor. */
  readonly email_id?: string
}
