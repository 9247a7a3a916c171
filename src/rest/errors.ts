import type { BatchProgress } from './batch'

/** What the vendor's API answers errors with (CONTRACT.md 6.4), stable over versions. */
export type ApiErrorCode =
  | 'invalid_parameter'
  | 'missing_parameter'
  | 'out_of_range'
  | 'unauthorized'
  | 'permission_denied'
  | 'reseller_permission_denied'
  | 'document_not_found'
  | 'method_not_allowed'
  | 'not_enough_credits'
  | 'duplicate_parameter'
  | 'duplicate_request'
  | 'account_under_validation'
  | 'too_large'
  | 'too_many_requests'
  | 'service_unavailable'

/** What there was instead of an answer of the API: the caller's abort, nothing in time, no connection, a redirect, or something unreadable. */
export type FailureCode = 'aborted' | 'timeout' | 'unreachable' | 'redirected' | 'unexpected_answer'

/** A call that failed. Told from other errors by `isRestError`. */
export interface RestError extends Error {
  readonly name: 'RestError'
  /** Stable, for programs; the message is for people. A code that is newer than this client comes as it is. */
  readonly code: ApiErrorCode | FailureCode | (string & {})
  /** HTTP status of the answer; 0 where there was none. */
  readonly status: number
  /** How many requests were made; 0 where the call was refused, or aborted, before the first. */
  readonly attempts: number
  /** How long the server asks to be left alone, in ms, where it does. */
  readonly retryAfterMs?: number
  /** How far `createEvents` came: what it settled before this error. */
  readonly progress?: BatchProgress
  /** What lies behind it, where something does: the reason of the caller's signal, or what `fetch` failed with. */
  readonly cause?: unknown
}

/** What makes an error of this client's; the rest is optional. */
export type RestErrorParts = Pick<RestError, 'code' | 'status' | 'message'> &
  Partial<Pick<RestError, 'attempts' | 'retryAfterMs' | 'progress' | 'cause'>>

const name = 'RestError'

/** Creates the error of a call. Nothing of the request goes into it: its headers hold keys, its body people. */
export function restError({ message, cause, attempts = 1, ...parts }: RestErrorParts): RestError {
  const error = new Error(message, cause === undefined ? undefined : { cause })
  return Object.assign(error, { name, attempts, ...parts } as const)
}

/** The error of a call that the caller has ended; its `cause` is the signal's reason. */
export function abortError(signal: AbortSignal): RestError {
  return restError({ code: 'aborted', status: 0, message: 'the call was aborted', cause: signal.reason })
}

/** Whether a call ended because its caller wanted it to; a server that names the same code has a status. */
export function isAbort({ code, status }: Pick<RestError, 'status' | 'code'>): boolean {
  return code === 'aborted' && status === 0
}

/** Whether an error comes from a call of this client, and so has a `code` and a `status`. */
export function isRestError(error: unknown): error is RestError {
  return error instanceof Error && error.name === name
}

const codes: Readonly<Record<number, ApiErrorCode>> = {
  401: 'unauthorized',
  402: 'not_enough_credits',
  403: 'permission_denied',
  404: 'document_not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  429: 'too_many_requests',
}

/** The code for an answer whose body names none. */
export function codeOfStatus(status: number): ApiErrorCode | FailureCode {
  if (status >= 300 && status < 400) return 'redirected'
  if (status >= 500 || status === 408 || status === 425) return 'service_unavailable'
  return codes[status] ?? (status >= 400 ? 'invalid_parameter' : 'unexpected_answer')
}
