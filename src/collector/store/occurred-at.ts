import type { Arrival, CollectedHit } from '../sink'

/** The latest moment that a date can be, in ms either side of the epoch (ECMA-262, 21.4.1.1). */
const lastMs = 8.64e15

/**
 * When a hit happened, in ms since the epoch by the collector's clock. A visitor's clock may be wrong, but its error shows
 * in the time of sending, and nothing happens later than its receipt. A server's word counts as it is.
 */
export function occurredAt({ via, receivedAt, sent }: Pick<Arrival, 'via' | 'receivedAt' | 'sent'>, { ts }: Pick<CollectedHit, 'ts'>): number {
  if (ts === undefined || Math.abs(ts) > lastMs) return receivedAt
  if (via.startsWith('/v3/')) return ts
  return sent === null || Math.abs(sent) > lastMs ? receivedAt : Math.max(0, receivedAt - Math.max(0, sent - ts))
}
