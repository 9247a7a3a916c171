import type { Failure } from './outcome'
import type { Refusal, StoredHit } from './queue'

/** What became of hits that were sent together. */
export type Verdict = Settled | Failure

/** The first so many hits are dealt with: but for the dead ones among them, by their place, they are delivered. */
export interface Settled {
  readonly type: 'settled'
  readonly taken: number
  readonly dead: readonly DeadHit[]
}

/** A hit that was refused for good, by its place among those that were sent. */
export interface DeadHit extends Refusal {
  readonly index: number
}

/** What to send next. */
export interface Plan {
  /** How many hits, at most. */
  readonly count: number
  /** How long to wait before, in ms. */
  readonly waitMs: number
}

/** Where hits are forwarded to, and how fast it takes them. */
export interface Upstream {
  /** What to send next where so many hits wait, 1 or more; one at a time where one of them is bad. */
  readonly plan: (waiting: number, isSingly: boolean, nowMs: number) => Plan
  /** Sends hits, or the first of them, in one request; an abort of the signal's is thrown. */
  readonly send: (hits: readonly StoredHit[], signal: AbortSignal) => Promise<Verdict>
}
