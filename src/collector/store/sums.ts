import type { Database } from 'libsql'
import { prepare } from './statement'

/** The tables of counters, and what names a counter in each. */
const nameIn = { totals: 'name', drops: 'reason', relay_totals: 'name', token_counts: 'name' } as const

/** SQL for a count, or for the largest that can be told exactly: reports of any size were once taken, and add up to infinity. */
export function boundedCount(expression: string): string {
  return `min(${expression}, ${Number.MAX_SAFE_INTEGER})`
}

/** Counters of one table, which only grow; they survive a restart like the hits do. */
export interface Sums {
  /** Adds to each counter that is named; one that is not there yet begins at 0. */
  readonly add: (counts: Readonly<Record<string, number>>) => void
  /** All counters that were ever added to, by name. */
  readonly read: () => Record<string, number>
}

/** The counters of a table of a database, which has to be there. */
export function createSums(db: Database, table: keyof typeof nameIn): Sums {
  const add = prepare(db, `INSERT INTO ${table} VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`)
  const all = prepare(db, `SELECT ${nameIn[table]} AS name, ${boundedCount('count')} AS count FROM ${table} ORDER BY name`)
  return {
    add(counts) {
      for (const [name, count] of Object.entries(counts)) if (count > 0) add.run(name, count)
    },
    read: () => Object.fromEntries(all.all().map(({ name, count }) => [name as string, count as number])),
  }
}
