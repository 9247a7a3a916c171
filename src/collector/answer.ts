import type { Acknowledgement } from '../contract/envelope'
import type { ApiError, ErrorCode } from '../contract/errors'

/** An answer before it is HTTP. */
export interface Answer<Body extends object = Acknowledgement | ApiError> {
  readonly status: number
  readonly body?: Body
  /** When to come back; given with a refusal that time alone mends. */
  readonly retryAfterSeconds?: number
}

const statuses: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  permission_denied: 403,
  document_not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  too_many_requests: 429,
  service_unavailable: 503,
}

/** A disk that is full or a file that is locked may be mended soon; sooner calls would only be more work. */
const outageSeconds = 5

/** The answer that states a problem: its code decides the status, and whether to come back. */
export function problemAnswer(problem: ApiError): Answer<ApiError> {
  const status = statuses[problem.code] ?? 400
  return { status, body: problem, ...(status === 503 && { retryAfterSeconds: outageSeconds }) }
}
