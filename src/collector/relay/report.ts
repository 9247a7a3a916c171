import type { CollectedHit } from '../sink'

/** What `GET /api/relay` answers. */
export type RelayReport = { readonly mode: 'off' } | ForwardingReport

/** How forwarding goes. */
export interface ForwardingReport {
  readonly mode: 'v3' | 'v2'
  /** Where to. */
  readonly host: string
  readonly waiting: number
  readonly delivered: number
  readonly dead: number
  readonly erased: number
  /** Given where another process forwards from the same database; this one does once that has ended. */
  readonly standby?: true
  /** Why nothing is sent at the moment, and until when, in ms since the epoch. */
  readonly pause?: { readonly untilMs: number; readonly reason: { readonly status: number; readonly code: string; readonly message: string } }
}

/** What `GET /api/relay/dead-letters` answers. */
export interface DeadLettersReport {
  /** The newest, newest first. */
  readonly deadLetters: readonly DeadLetterReport[]
  /** How many there are in all. */
  readonly count: number
}

/** A hit that was refused for good, and why. */
export interface DeadLetterReport {
  /** Its name for a replay. */
  readonly row: number
  readonly email: string | null
  readonly diedAt: number
  /** HTTP status of the answer; 0 where it was never sent. */
  readonly status: number
  readonly code: string
  readonly message: string
  readonly hit: CollectedHit
}

/** Why a hit was refused, or none is sent at the moment, in one line. */
export function reasonOf({ status, code, message }: { readonly status: number; readonly code: string; readonly message: string }): string {
  return `${status === 0 ? '' : `${status} `}${code}: ${message}`
}
