/** The search for one bad event among those that were refused together, by halving (RELIABILITY.md 5, F17 and F18). */
export interface Suspects {
  /** Most events that the next request may carry, where `maxHits` is what would do without a suspicion. */
  most(maxHits: () => number): number
  /** A request with these events was refused as a whole; true where there was only one, which is the bad one. */
  refused(batch: { readonly length: number }): boolean
  /** So many are innocent. */
  cleared(hits: number): void
}

/** No suspicion yet. */
export function createSuspects(): Suspects {
  /** So many events at the head were refused together. */
  let count = 0

  return {
    most: (maxHits) => count >> 1 || count || maxHits(),
    refused(batch) {
      count = batch.length > 1 ? batch.length : 0
      return !count
    },
    cleared(hits) {
      count = Math.max(0, count - hits)
    },
  }
}
