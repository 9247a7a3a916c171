import type { StoredEvent } from './record'

/** The events of the next request: the first that are not under way, of one visitor and key, within both bounds, and at least one. */
export function nextBatch(waiting: readonly StoredEvent[], maxHits: number, maxBytes: number): StoredEvent[] {
  return waiting
    .filter((event) => !event.sending)
    .filter(({ hit, bytes }, n, [first]) => {
      // After another visitor's event there is room for none: the rest would overtake it.
      maxBytes -= hit.cuid === first?.hit.cuid && hit.key === first.hit.key ? bytes : Infinity
      return n < maxHits && (maxBytes >= 0 || !n)
    })
}
