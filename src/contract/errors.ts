/**
 * Codes that an error answer or a callback may carry. The first block is the vendor's documented list
 * (CONTRACT.md 6.4); the second is what a tracker adds for events that never leave the page.
 */
export type ErrorCode =
  | 'invalid_parameter'
  | 'missing_parameter'
  | 'out_of_range'
  | 'unauthorized'
  | 'permission_denied'
  | 'document_not_found'
  | 'method_not_allowed'
  | 'duplicate_request'
  | 'too_many_requests'
  | 'service_unavailable'
  | 'too_large'
  | 'consent_denied'
  | 'before_send'
  | 'overflow'
  | 'expired'

/** The one error shape everywhere: REST answers, rejected hits and callbacks. The code is stable, the message is for people. */
export interface ApiError {
  readonly code: ErrorCode
  readonly message: string
}
