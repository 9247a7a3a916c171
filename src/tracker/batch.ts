import type { StoredEvent } from './record'

/** The events of the next request: the first of those that may be sent, of one visitor and key, within both bounds, and at least one. */
export function nextBatch(sendable: readonly StoredEvent[], maxHits: () => number, maxBytes: number): StoredEvent[] {
  return sendable.filter(({ hit, bytes }, n, [first]) => {
    // After another visitor's event there is room for none: the rest would overtake it.
    maxBytes -= hit.cuid === first?.hit.cuid && hit.key === first.hit.key ? bytes : Infinity
    return n < maxHits() && (maxBytes >= 0 || !n)
  })
}
