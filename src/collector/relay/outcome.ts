import type { RestError } from '../../rest/errors'
import { isPassing } from '../../rest/retry'
import type { Refusal } from './queue'

/** What a failed request means for the hits in it. */
export type Failure =
  /** The receiver is well and wants less of this kind of request: others may go on. */
  | { readonly type: 'held'; readonly refusal: Refusal; readonly afterMs: number }
  /** Something passes: all wait, at least so long. */
  | { readonly type: 'later'; readonly refusal: Refusal; readonly afterMs: number }
  /** Key, address or account are wrong: all wait until their owner has mended that. */
  | { readonly type: 'misconfigured'; readonly refusal: Refusal }
  /** Refused for good because of what it holds: one bad event among good ones. */
  | { readonly type: 'refused'; readonly refusal: Refusal }

/** Where nobody says how long to wait, a rate limit is taken to last so long. */
const unreadableHoldMs = 60_000

/** Codes that speak of the account, whatever the status. */
const accountCodes = ['unauthorized', 'permission_denied', 'reseller_permission_denied', 'not_enough_credits', 'account_under_validation']

/** Statuses that speak of the body alone; with 207, the answer did not say which events of a batch were taken. */
const bodyStatuses = [207, 400, 413, 422]

/** Says what the error of a call means. */
export function judgeFailure(error: RestError): Failure {
  const { status, code, message, retryAfterMs } = error
  const refusal = { status, code, message }
  if (status === 429 || code === 'duplicate_request') return { type: 'held', refusal, afterMs: retryAfterMs ?? unreadableHoldMs }
  if (isPassing(error)) return { type: 'later', refusal, afterMs: retryAfterMs ?? 0 }
  if (bodyStatuses.includes(status) && !accountCodes.includes(code)) return { type: 'refused', refusal }
  return { type: 'misconfigured', refusal }
}
