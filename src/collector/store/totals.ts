import type { Database } from 'libsql'
import type { Totals } from '../inspector/record'
import type { DropCounts } from '../../contract/event'
import { prepare } from './statement'

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
  const add = prepare(db, 'INSERT INTO totals VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count')
  const addDrop = prepare(db, 'INSERT INTO drops VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count')
  const totals = prepare(db, 'SELECT name, count FROM totals')
  const drops = prepare(db, 'SELECT reason AS name, count FROM drops ORDER BY reason')

  return {
    add(counts) {
      for (const [name, count] of Object.entries(counts)) if (count > 0) add.run(name, count)
    },
    addDropped(dropped) {
      for (const [reason, count] of Object.entries(dropped)) if (count > 0) addDrop.run(reason, count)
    },
    read() {
      const entries = (rows: ReturnType<typeof totals.all>) =>
        Object.fromEntries(rows.map((row) => [row.name as string, row.count as number]))
      return { ...none, ...(entries(totals.all()) as Partial<Counts>), dropped: entries(drops.all()) }
    },
  }
}
