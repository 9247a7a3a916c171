import type { ApiError } from '../contract/errors'
import { lossesOf } from './drops'
import type { Drops } from './drops'
import type { FinalOutcome } from './outcome'
import type { Outbox } from './outbox'
import { expired, overflow } from './record'
import type { StoredEvent } from './record'
import { createSuspects } from './suspects'

/** Ends events: each is told of once, forgotten, and counted where it is lost. */
export interface Settlement {
  /** Most events that the next request may carry, where `maxHits` is what the way takes. */
  most(maxHits: () => number): number
  /** Delivered, or given up for the reason given. */
  finish(event: StoredEvent, error?: ApiError): void
  /** What an answer says of a batch. Where it is not `isDone`, another request is to come. */
  settle(batch: readonly StoredEvent[], outcome: FinalOutcome, isDone: boolean): void
  /** Gives up what is more than so many events, or too many bytes. */
  makeRoom(maxEvents: number): void
  /** Gives up events of earlier pages that have waited longer. */
  expire(oldestMs: number): void
  /** What was counted becomes an event. */
  report(): void
}

/** The settlement of one page. Without `isReported` nobody would understand the counts, and only callbacks hear of losses. */
export function createSettlement(outbox: Outbox, drops: Drops, isReported: () => unknown): Settlement {
  const suspects = createSuspects()

  const finish = (event: StoredEvent, error?: ApiError): void => {
    const { hit } = event
    if (error) drops.count(lossesOf(hit, error), hit)
    outbox.remove(event)
    event.done?.(error)
  }
  return {
    most: suspects.most,
    finish,
    settle(batch, outcome, isDone) {
      // Not by its error: a page may have one on Object.prototype.
      if (outcome.rejected) {
        suspects.cleared(batch.length)
        if (isDone) for (const event of batch) finish(event, outcome.rejected.find(({ id }) => id === event.hit.id))
      } else if (suspects.refused(batch)) finish(batch[0] as StoredEvent, outcome.error)
    },
    makeRoom(maxEvents) {
      for (const event of outbox.surplus(maxEvents)) finish(event, overflow)
    },
    expire(oldestMs) {
      for (const event of outbox.waiting()) if (!event.done && event.hit.ts < oldestMs) finish(event, expired)
    },
    report() {
      const content = drops.report()
      if (content && isReported()) outbox.add(content, () => undefined)
    },
  }
}
