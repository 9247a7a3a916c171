import type { ApiError } from '../contract/errors'
import { maxBatchBytes, maxKeepaliveBytes } from '../contract/limits'
import type { Backoff } from './backoff'
import { nextBatch } from './batch'
import type { Clock } from './clock'
import type { Drops } from './drops'
import { judge } from './outcome'
import type { Outbox } from './outbox'
import { byteLength, overflow } from './record'
import type { Content, Done, StoredEvent } from './record'
import type { Router } from './route'
import type { Transport } from './transport'

/** When what is sent. Events stay in the outbox until they are acknowledged. */
export interface Delivery {
  /** Accepts an event and returns at once; sending has a task of its own. */
  add(content: Content, done: Done): void
  /** Sends soon, unless a pause stands against it. */
  wake(): void
  /** There is reason to think that the way is free again: tries even where this page had given up. */
  probe(): void
  /** The page is hiding: sends what is unsent, as far as the browser's keepalive budget goes. */
  handOver(): void
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
  log(step: string, ...details: unknown[]): void
}

/** So many requests without any answer, and never one: something blocks them here, so this page stops asking. */
const maxUnanswered = 3

/** Room for the head of an envelope and for what each hit gains on the wire. */
const envelopeBytes = 6000

/** One request at a time, in order; several only while the page is hiding (RELIABILITY.md 7). */
// The functions within are short; sharing a state object instead of a closure was measured to cost 92 B brotli.
// eslint-disable-next-line max-lines-per-function
export function createDelivery({ outbox, backoff, router, drops, transport, clock, maySend, log }: DeliveryParts): Delivery {
  let abortion = new AbortController()
  let inFlightBytes = 0
  let unanswered = 0
  /** So many events at the head were refused together; halving finds the bad one. */
  let suspects = 0
  let cancelTimer = (): void => undefined

  const finish = (event: StoredEvent, error?: ApiError): void => {
    if (error) drops.count(error.code, 1)
    outbox.remove(event)
    event.done?.(error)
  }

  const dispatch = async (batch: StoredEvent[]): Promise<void> => {
    const { signal } = abortion
    const route = router.plan(batch, drops)
    const bytes = byteLength(route.body)
    for (const event of batch) event.isSending = true
    inFlightBytes += bytes
    const reply = await transport(route, inFlightBytes <= maxKeepaliveBytes, signal)
    inFlightBytes -= bytes
    if (signal.aborted) return
    for (const event of batch) event.isSending = false
    // After one answer a later outage is no blocker.
    unanswered = reply.status ? -Infinity : unanswered + 1
    const outcome = judge(reply, route.to === 'collector', clock.now())
    log(outcome.type, route.to, reply.status)
    const isDone = router.settle(route, outcome.type === 'delivered', reply.status > 0)
    if (outcome.type !== 'delivered') drops.restore(route.dropped)
    if (outcome.type === 'retryable') {
      // A page that leaves may break its own requests off; that says nothing about the receiver.
      if (outbox.waiting().includes(batch[0] as StoredEvent)) backoff.fail(outcome.afterMs)
    } else {
      backoff.clear()
      const isRefused = outcome.type === 'rejected'
      suspects = isRefused ? (batch.length > 1 ? batch.length : 0) : Math.max(0, suspects - batch.length)
      for (const event of (isRefused ? !suspects : isDone) ? batch : []) {
        finish(event, isRefused ? outcome.error : outcome.rejected.find(({ id }) => id === event.hit.id))
      }
    }
    wake()
  }

  const next = (maxBytes: number): StoredEvent[] =>
    maySend() && unanswered < maxUnanswered
      ? nextBatch(outbox.waiting(), suspects > 1 ? suspects >> 1 : suspects || router.maxHits, maxBytes)
      : []

  const wake = (delayMs = 0): void => {
    cancelTimer()
    cancelTimer = clock.after(delayMs, () => {
      const batch = next(maxBatchBytes)
      const pauseMs = backoff.remainingMs()
      if (!batch.length || outbox.waiting().some((event) => event.isSending)) return
      // Not all tabs at once: the first one may find that the pause has to go on.
      if (pauseMs) wake(pauseMs * (1 + clock.random() / 4))
      else void dispatch(batch)
    })
  }

  return {
    add(content, done) {
      for (const event of outbox.add(content, done)) finish(event, overflow)
      wake()
    },
    wake: () => wake(),
    probe() {
      unanswered = Math.min(unanswered, 0)
      wake()
    },
    handOver() {
      for (let roomBytes; (roomBytes = maxKeepaliveBytes - envelopeBytes - inFlightBytes) > 0; ) {
        const batch = next(Math.min(maxBatchBytes, roomBytes))
        if (!batch.length || backoff.remainingMs()) return
        void dispatch(batch)
      }
    },
    purge(error) {
      abortion.abort()
      abortion = new AbortController()
      for (const event of outbox.waiting()) finish(event, error)
    },
  }
}
