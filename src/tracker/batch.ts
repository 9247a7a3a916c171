import type { StoredEvent } from './record'

/** The events of the next request: the first that are not under way, of one visitor and key, within both bounds, and at least one. */
export function nextBatch(waiting: readonly StoredEvent[], maxHits: number, maxBytes: number): StoredEvent[] {
  const free = waiting.filter((event) => !event.sending)
  const end = free.findIndex(
    ({ hit, bytes }, n) => ((maxBytes -= bytes) < 0 && n) || n >= maxHits || hit.cuid !== free[0]?.hit.cuid || hit.key !== free[0].hit.key,
  )
  return end < 0 ? free : free.slice(0, end)
}
