import type { ApiError } from '../contract/errors'
import { maxBatchBytes, maxBurstEvents, maxKeepaliveBytes, maxStoredEvents } from '../contract/limits'
import type { Backoff } from './backoff'
import { nextBatch } from './batch'
import type { Clock } from './clock'
import type { Drops } from './drops'
import { judge } from './outcome'
import type { Outbox } from './outbox'
import { byteLength, tooLarge } from './record'
import type { Content, Done, StoredEvent } from './record'
import type { Router } from './route'
import { createSettlement } from './settlement'
import type { Transport } from './transport'

/** When what is sent. Events stay in the outbox until they are acknowledged. */
export interface Delivery {
  /** Accepts an event and returns at once; sending has a task of its own. */
  add(content: Content, done: Done): void
  /** Events of earlier pages have come: what is too old or too much goes, the rest is sent soon. */
  adopted(): void
  /** There is reason to think that the way is free again: tries even where this page had given up. */
  probe(): void
  /** The page is hiding: sends what is unsent, as far as the browser's keepalive budget goes. */
  handOver(): void
  /** The page goes away: lets go of all events, stored as they are. */
  leave(): void
  /** Aborts what is under way and gives up every event, for the reason given. */
  purge(error: ApiError): void
}

/** What a delivery is made of. */
export interface DeliveryParts {
  readonly outbox: Outbox
  readonly backoff: Backoff
  readonly router: Router
  readonly drops: Drops
  readonly transport: Transport
  readonly clock: Clock
  /** Whether consent stands and there is a network. */
  maySend(): boolean
  /** The receiver may know the contact of a visitor. */
  recognise(cuid: string, email: unknown): void
  log(step: string, ...details: unknown[]): void
}

/** So many requests without any answer, and never one: something blocks them here, so this page stops asking. */
const maxUnanswered = 3

/** A page that is left while an answer has been missing for longer takes that for a failure. */
const slowMs = 3000

/** Room for the head of an envelope and for what each hit gains on the wire. */
const envelopeBytes = 6000

/** One request at a time, in order; several only while the page is hiding (RELIABILITY.md 7). */
// The functions within are short, and share four variables.
// eslint-disable-next-line max-lines-per-function
export function createDelivery({ outbox, backoff, router, drops, transport, clock, maySend, recognise, log }: DeliveryParts): Delivery {
  const settlement = createSettlement(outbox, drops, router.isCollector)
  let inFlightBytes = 0
  let unanswered = 0
  let underWaySinceMs = 0
  let cancelTimer: (() => void) | undefined

  const dispatch = async (batch: StoredEvent[], mayOutlive: boolean): Promise<void> => {
    const sending = new AbortController()
    const route = router.plan(batch)
    const bytes = byteLength(route.body)
    if (!outbox.isSending()) underWaySinceMs = clock.now()
    for (const event of batch) event.sending = sending
    inFlightBytes += bytes
    const keepalive = mayOutlive && inFlightBytes <= maxKeepaliveBytes
    const { status, answer, retryAfter } = await transport(route, keepalive, sending)
    inFlightBytes -= bytes
    for (const event of batch) event.sending = undefined
    // A page that leaves, or loses its consent, breaks its requests off: that says nothing about the receiver, and nothing is owed.
    const isHeld = outbox.waiting().includes(batch[0] as StoredEvent)
    if (!isHeld && (sending.signal.aborted || !status || !maySend())) return
    // After one answer a later outage is no blocker.
    unanswered = status ? -Infinity : unanswered + 1
    const outcome = judge({ status, answer, retryAfter }, router.isCollector, clock.now)
    log('answer', route.to, status, outcome)
    const isDone = router.settle(route, outcome, status)
    if (outcome.afterMs !== undefined) backoff.fail(outcome.afterMs)
    else {
      backoff.clear()
      settlement.settle(batch, outcome, isDone)
      recognise((batch[0] as StoredEvent).hit.cuid, answer?.email_id)
    }
    wake()
  }

  const next = (maxBytes: number): StoredEvent[] => {
    const sendable = outbox.waiting().filter(({ sending }) => !sending && maySend() && unanswered < maxUnanswered)
    return nextBatch(sendable, () => settlement.most(router.maxHits), maxBytes)
  }

  const wake = (delayMs = 0): void => {
    settlement.makeRoom(maxBurstEvents)
    cancelTimer?.()
    cancelTimer = clock.after(delayMs, () => {
      // Before the batch is made: what is given up must not be sent. Its report needs a place, too.
      if (backoff.fails()) settlement.makeRoom(maxStoredEvents - 1)
      settlement.report()
      const batch = next(maxBatchBytes)
      const pauseMs = backoff.remainingMs()
      if (!batch.length || outbox.isSending()) return
      // Not all tabs at once: the first one may find that the pause has to go on.
      if (pauseMs) wake(pauseMs * (1 + clock.random() / 4))
      // After a failure without keepalive: what hangs keeps its part of that budget in Chromium and WebKit, aborted or not.
      else void dispatch(batch, !backoff.fails())
    })
  }

  return {
    add(content, done) {
      if (outbox.add(content, done)) wake()
      else done(tooLarge)
    },
    adopted() {
      settlement.expire(clock.now() - router.maxAgeMs())
      wake()
    },
    probe() {
      unanswered = Math.min(unanswered, 0)
      wake()
    },
    handOver() {
      settlement.report()
      const roomBytes = (): number => maxKeepaliveBytes - envelopeBytes - inFlightBytes
      let batch: StoredEvent[]
      // What is larger than the room left would end with the page. In trouble nothing goes: page after page, this would be a storm.
      while ((batch = next(Math.min(maxBatchBytes, roomBytes()))).length && !backoff.fails() && (batch[0] as StoredEvent).bytes <= roomBytes())
        void dispatch(batch, true)
    },
    leave() {
      // Or each page that is left before its time is up would begin anew, at a receiver from which nothing comes.
      if (outbox.isSending() && clock.now() - underWaySinceMs > slowMs) backoff.fail(0)
      outbox.leave()
    },
    purge(error) {
      for (const event of outbox.waiting()) {
        event.sending?.abort()
        settlement.finish(event, error)
      }
      drops.report()
    },
  }
}
