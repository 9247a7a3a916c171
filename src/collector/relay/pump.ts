import { createBackoff } from './backoff'
import { createParcels } from './parcels'
import type { Parcel } from './parcels'
import type { Queue, Refusal, Settlement } from './queue'
import type { Settled, Upstream, Verdict } from './upstream'

/** Why nothing is sent at the moment, and until when, in ms since the epoch. */
export interface Pause {
  readonly untilMs: number
  readonly reason: Refusal
}

/** The policy of what is sent when: a hit leaves the queue only when it is known what became of it. */
export interface Pump {
  /** Sends what is due; resolves with the ms to wait before the next step. */
  readonly step: (signal: AbortSignal) => Promise<number>
  /** After an error of the relay's own; how long to wait, in ms. */
  readonly stumble: () => number
  /** Settles what is owed, if anything; throws where the queue cannot be written. */
  readonly settleOwed: () => void
  readonly pause: () => Pause | undefined
}

/** How often the queue is looked at while there is nothing to do: a listener would make the store read back each commit. */
const idleMs = 500

/** No more of the queue is counted, as no request takes more. */
const maxCounted = 200

/** Where only the owner can help, there is no use in asking often. */
const setUpPauseMs = 5 * 60_000

/** Creates the pump between a queue and an upstream. */
export function createPump(queue: Queue, upstream: Upstream): Pump {
  const backoff = createBackoff()
  const parcels = createParcels(queue)
  let pause: Pause | undefined
  const debt = createDebt(queue)

  const rest = (ms: number, reason: Refusal): number => {
    pause = { untilMs: Date.now() + ms, reason }
    return ms
  }
  const apply = (verdict: Verdict, parcel: Parcel): number => {
    pause = undefined
    if (verdict.type === 'later') return parcels.failed(parcel, verdict.refusal) ? 0 : rest(backoff.fail(verdict.afterMs), verdict.refusal)
    if (verdict.type === 'misconfigured') return rest(backoff.fail(setUpPauseMs), verdict.refusal)
    backoff.clear()
    // The upstream keeps its lane closed by itself; another lane may be open.
    if (verdict.type === 'held') rest(verdict.afterMs, verdict.refusal)
    else if (verdict.type === 'settled') debt.settle(parcels.settled(verdict, parcel))
    else if (parcel.hits.length === 1) debt.settle(parcels.settled(deadAlone(verdict.refusal), parcel))
    else parcels.refused(parcel)
    return 0
  }

  return {
    async step(signal) {
      debt.pay()
      const waiting = queue.count(maxCounted)
      if (waiting === 0) return idleMs
      const alone = parcels.alone()
      const { count, waitMs } = upstream.plan(waiting, parcels.isSingly() || alone !== undefined, Date.now())
      if (waitMs > 0) return waitMs
      const parcel = alone ?? parcels.upTo(count)
      // All that waits may be of contacts of whom one event is on trial.
      if (parcel.hits.length === 0) return idleMs
      return apply(await upstream.send(parcel.hits, signal), parcel)
    },
    stumble: () => backoff.fail(0),
    settleOwed: debt.pay,
    pause: () => pause,
  }
}

/** What is left of a refusal where the hit was sent by itself. */
function deadAlone(refusal: Refusal): Settled {
  return { type: 'settled', taken: 1, dead: [{ index: 0, ...refusal }] }
}

/** Keeps a settlement until the queue has it: what it says of hits that still stand there must not be asked again. */
function createDebt(queue: Queue): { readonly settle: (settlement: Settlement) => void; readonly pay: () => void } {
  let owed: Settlement | undefined
  const pay = (): void => {
    if (!owed) return
    queue.settle(owed)
    owed = undefined
  }
  return {
    settle(settlement) {
      owed = settlement
      pay()
    },
    pay,
  }
}
