import type { Acknowledgement } from '../contract/envelope'
import type { ApiError, ErrorCode } from '../contract/errors'

/** An answer before it is HTTP. */
export interface Answer {
  readonly status: number
  readonly body?: Acknowledgement | ApiError
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

/** The answer that states a problem: its code decides the status. */
export function problemAnswer(problem: ApiError): Answer {
  return { status: statuses[problem.code] ?? 400, body: problem }
}
