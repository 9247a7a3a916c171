import type { Database } from 'libsql'
import type { Totals } from '../inspector/record'
import type { DropCounts } from '../../contract/event'
import { createDropReasons } from './drop-reasons'
import { createSums } from './sums'

/** What is counted of submissions. */
export type Counts = Record<'accepted' | 'rejected' | 'duplicates' | 'erased' | 'requests', number>

const none: Counts = { accepted: 0, rejected: 0, duplicates: 0, erased: 0, requests: 0 }

/** The sum of several counts. */
export function addCounts(several: readonly Counts[]): Counts {
  const sum = { ...none }
  for (const counts of several) for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name]
  return sum
}

/** The counters of a database; they survive a restart like the hits do. */
export interface Tally {
  readonly add: (counts: Counts) => void
  readonly addDropped: (dropped: DropCounts) => void
  readonly read: () => Totals
}

/** Creates the counters' side of a database. */
export function createTally(db: Database): Tally {
  const totals = createSums(db, 'totals')
  const drops = createSums(db, 'drops')
  const nameOf = createDropReasons(db)
  return {
    add: totals.add,
    addDropped(dropped) {
      for (const [reason, count] of Object.entries(dropped)) drops.add({ [nameOf(reason)]: count })
    },
    read: () => ({ ...none, ...(totals.read() as Partial<Counts>), dropped: drops.read() }),
  }
}
