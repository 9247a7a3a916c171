import type { Rejection } from '../contract/envelope'
import type { ApiError } from '../contract/errors'
import type { Reply } from './transport'

/** Received; `rejected` names those among the events that were refused for good. */
interface Delivered {
  readonly rejected: readonly Rejection[]
  readonly error?: undefined
  readonly afterMs?: undefined
}

/** Refused as a whole because of what it holds: too much, or one bad event among good ones. */
interface Refused {
  readonly error: ApiError
  readonly rejected?: undefined
  readonly afterMs?: undefined
}

/** Not received, or not known to be: again, after a pause of at least so long. */
interface Retryable {
  readonly afterMs: number
  readonly rejected?: undefined
  readonly error?: undefined
}

/** An answer that settles the events of its request. */
export type FinalOutcome = Delivered | Refused

/** What an answer means for the events of its request; each kind has a member that the others lack, which is shorter than a name of it. */
export type Outcome = FinalOutcome | Retryable

const setUpPauseMs = 10 * 60_000
const unreadableRetryAfterMs = 60_000

/**
 * The response table (RELIABILITY.md 7). To an own collector only an answer with its mark is an acknowledgement: the
 * log-in page that a hotel's network shows also comes with status 200.
 */
export function judge({ status, answer, retryAfter }: Reply, isCollector: () => unknown, now: () => number): Outcome {
  if (status >= 200 && status < 300 && (!isCollector() || answer?.sib)) return { rejected: answer?.rejected ?? [] }
  if ([400, 413, 415, 422].includes(status))
    return { error: { code: status === 413 ? 'too_large' : 'invalid_parameter', message: answer?.message ?? `status ${status}` } }
  return { afterMs: askedMs(retryAfter, now) || unaskedMs(status) }
}

/** Milliseconds that `Retry-After` asks for, which is seconds or a date (RFC 9110, 10.2.3); 0 where it says nothing: the date of null is long past. */
function askedMs(header: string | null | undefined, now: () => number): number {
  return Math.max(0, Number(header) * 1000 || Number(new Date(header as string)) - now())
}

/** The least pause for a status that says nothing of it. */
function unaskedMs(status: number): number {
  if (status === 429) return unreadableRetryAfterMs
  // Anything else from 300 to 499 is a set-up that only its owner can mend, so there is no use in asking often.
  return status >= 300 && status < 500 && ![408, 425].includes(status) ? setUpPauseMs : 0
}
