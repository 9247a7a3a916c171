import type { Queue, Refusal, Settlement, StoredHit } from './queue'
import { createTrials } from './trials'
import type { Trials } from './trials'
import type { DeadHit, Settled } from './upstream'

/** What is sent together; a witness goes alone, to see whether the receiver fails at others than the suspect. */
export interface Parcel {
  readonly hits: readonly StoredHit[]
  readonly isWitness?: boolean
}

/** The policy of who is sent with whom. */
export interface Parcels {
  /** What has to go by itself next, if anything. */
  readonly alone: () => Parcel | undefined
  /** Whether one of the next is bad, so that each goes by itself. */
  readonly isSingly: () => boolean
  readonly upTo: (count: number) => Parcel
  /** After a failure of the receiver's; tells whether the next may go at once. */
  readonly failed: (parcel: Parcel, refusal: Refusal) => boolean
  /** After hits were refused together. */
  readonly refused: (parcel: Parcel) => void
  /** After they were dealt with; answers with what that means for the queue. */
  readonly settled: (verdict: Settled, parcel: Parcel) => Settlement
}

/** No more of the queue is looked at for a witness. */
const maxWitnesses = 200

/** A batch that failed so often is sent one by one: one event may be what the receiver fails at. */
const patience = 3

/** Creates the policy for a queue. */
export function createParcels(queue: Pick<Queue, 'first' | 'at'>): Parcels {
  const trials = createTrials()
  /** So many hits at the head of the queue were refused together, for one of them is bad. */
  let suspects = 0
  let failedBatches = 0
  return {
    alone: () => chooseAlone(queue, trials),
    isSingly: () => suspects > 0,
    upTo: (count) => ({ hits: queue.first(count, trials.rows()) }),
    failed({ hits, isWitness = false }, refusal) {
      const [only, second] = hits
      if (second && ++failedBatches >= patience) suspects = hits.length
      return only !== undefined && !second && trials.failed({ row: only.row, refusal }, isWitness, Date.now())
    },
    refused({ hits }) {
      suspects = hits.length
    },
    settled(verdict, { hits, isWitness = false }) {
      suspects = Math.max(0, suspects - verdict.taken)
      failedBatches = 0
      const { delivered, dead } = toSettlement(verdict, hits)
      // One that is dead may not even have been sent: it says nothing of the receiver.
      const proven = delivered.flatMap((row) => trials.passed(row, isWitness, Date.now()) ?? [])
      for (const { row } of dead) trials.end(row)
      return { delivered, dead: [...dead, ...proven.map(({ row, refusal }) => ({ row, ...refusal }))] }
    },
  }
}

/** A suspect where nobody else is there to be tried. */
function chooseAlone(queue: Pick<Queue, 'first' | 'at'>, trials: Trials): Parcel | undefined {
  const next = trials.next(Date.now())
  if (!next) return undefined
  const witness = next.type === 'witness' ? witnessOf(queue.first(maxWitnesses, trials.rows()), next.turn) : undefined
  if (witness) return { hits: [witness], isWitness: true }
  const suspect = queue.at(next.row)
  if (suspect) return { hits: [suspect] }
  // It was erased meanwhile.
  trials.end(next.row)
  return undefined
}

/** One of those that are the first of their contact's: no other of theirs may go before them. */
function witnessOf(hits: readonly StoredHit[], turn: number): StoredHit | undefined {
  const firsts = new Map<string, StoredHit>()
  for (const stored of hits) {
    const contact = stored.email?.toLowerCase() ?? JSON.stringify(stored.hit.identifiers)
    if (!firsts.has(contact)) firsts.set(contact, stored)
  }
  return [...firsts.values()][turn % firsts.size]
}

function toSettlement({ taken, dead }: Settled, hits: readonly StoredHit[]): Settlement {
  const refusals = new Map<number, DeadHit>(dead.map((one) => [one.index, one]))
  const settled = hits.slice(0, taken).map(({ row }, index) => ({ row, refusal: refusals.get(index) }))
  return {
    delivered: settled.filter(({ refusal }) => !refusal).map(({ row }) => row),
    dead: settled.flatMap(({ row, refusal }) => (refusal ? [{ ...refusal, row }] : [])),
  }
}
