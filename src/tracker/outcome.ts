import type { Rejection } from '../contract/envelope'
import type { ApiError } from '../contract/errors'
import type { Reply } from './transport'

/** An answer that settles the events of its request. */
export type FinalOutcome =
  /** Received; `rejected` names those among them that were refused for good. */
  | { readonly type: 'delivered'; readonly rejected: readonly Rejection[] }
  /** Refused as a whole because of what it holds: too much, or one bad event among good ones. */
  | { readonly type: 'rejected'; readonly error: ApiError }

/** What an answer means for the events of its request. */
export type Outcome =
  | FinalOutcome
  /** Not received, or not known to be: again, after a pause of at least so long. */
  | { readonly type: 'retryable'; readonly afterMs: number }

const setUpPauseMs = 10 * 60_000
const unreadableRetryAfterMs = 60_000

/**
 * The response table (RELIABILITY.md 7). To an own collector only an answer with its mark is an acknowledgement: the
 * log-in page that a hotel's network shows also comes with status 200.
 */
export function judge({ status, answer, retryAfter }: Reply, isCollector: boolean, nowMs: number): Outcome {
  if (status >= 200 && status < 300 && (!isCollector || answer?.sib)) {
    return { type: 'delivered', rejected: answer?.rejected ?? [] }
  }
  if ([400, 413, 415, 422].includes(status)) {
    const code = status === 413 ? 'too_large' : 'invalid_parameter'
    return { type: 'rejected', error: { code, message: answer?.message ?? `status ${status}` } }
  }
  // Anything else from 300 to 499 is a set-up that only its owner can mend, so there is no use in asking often.
  const isSetUp = status >= 300 && status < 500 && ![408, 425, 429].includes(status)
  const unaskedMs = isSetUp ? setUpPauseMs : status === 429 ? unreadableRetryAfterMs : 0
  return { type: 'retryable', afterMs: askedMs(retryAfter, nowMs) || unaskedMs }
}

/** Milliseconds that `Retry-After` asks for, which is seconds or a date (RFC 9110, 10.2.3); 0 where it says nothing. */
function askedMs(header: string | null | undefined, nowMs: number): number {
  const ms = Number(header) * 1000 || Date.parse(header ?? '') - nowMs
  return ms > 0 ? ms : 0
}
