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

/**
 * When what a hit says of its contact was said: a server may date an event in the future, and would outweigh everything
 * that comes before then.
 */
export function saidAt(arrival: Pick<Arrival, 'via' | 'receivedAt' | 'sent'>, hit: Pick<CollectedHit, 'ts'>): number {
  return Math.min(occurredAt(arrival, hit), arrival.receivedAt)
}
