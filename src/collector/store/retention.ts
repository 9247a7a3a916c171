import type { Database } from 'libsql'
import { prepare } from './statement'
import { inTransaction } from './transaction'

/** How long things are kept, in days; infinite where nothing is ever removed. */
export interface Keeping {
  readonly keepDays: number
  readonly keepRejectedDays: number
  /** Keep hits that wait to be forwarded, or were refused there, however old they are; needs the relay's tables by the first round. */
  readonly keepWaiting?: boolean
}

/** Removes what is past its time. */
export interface Retention {
  /** Removes a part; tells whether there may be more. Throws where the database cannot be written. */
  readonly prune: () => boolean
}

const dayMs = 86_400_000

/**
 * How long an id stays taken after its hit is gone, and a tombstone stands. A tracker gives an event up after seven days;
 * the rest is for clocks, and for clients that are not ours.
 */
export const idDays = 30

/** Most rows that one step removes: events wait meanwhile. */
const stepRows = 500

/**
 * The oldest rows are looked at in the order of arrival, which spares an index on the time. Those that came while the clock was
 * ahead are passed over, or nothing behind them would ever go.
 */
function oldestRows(keepWaiting: boolean): string {
  const isFree = keepWaiting ? 'AND row NOT IN (SELECT hit FROM relay_queue UNION ALL SELECT hit FROM relay_dead)' : ''
  return `SELECT row FROM (SELECT row, received_at FROM hits WHERE code IS NULL ${isFree} AND received_at <= ?1 ORDER BY row LIMIT ${stepRows}) WHERE received_at < ?2`
}

/** Creates the retention of a database. */
export function createRetention(db: Database, keeping: Keeping, now: () => number = Date.now): Retention {
  let step: (() => number) | undefined
  return {
    prune() {
      // Not before the first round: the relay makes its tables after the store has been opened.
      step ??= createStep(db, keeping, now)
      return inTransaction(db, step) >= stepRows
    },
  }
}

/** One step; answers with the most rows that it removed of one kind. */
function createStep(db: Database, { keepDays, keepRejectedDays, keepWaiting = false }: Keeping, now: () => number): () => number {
  const oldest = oldestRows(keepWaiting)
  const removeHits = prepare(db, `DELETE FROM hits WHERE row IN (${oldest}) RETURNING key, id, received_at`)
  const remember = prepare(
    db,
    `INSERT OR IGNORE INTO spent_ids SELECT value ->> 'key', value ->> 'id', value ->> 'received_at' FROM json_each(?1) WHERE value ->> 'received_at' >= ?2`,
  )
  const removeRejected = prepare(
    db,
    `DELETE FROM hits WHERE row IN (SELECT row FROM hits WHERE code IS NOT NULL AND received_at < ? LIMIT ${stepRows})`,
  )
  const forgetIds = prepare(
    db,
    `DELETE FROM spent_ids WHERE (key, id) IN (SELECT key, id FROM spent_ids WHERE received_at < ? LIMIT ${stepRows})`,
  )
  const forgetTombstones = prepare(db, 'DELETE FROM tombstones WHERE erased_at < ?')
  const before = (days: number): number => now() - days * dayMs

  return () => {
    const removed = [forgetIds.run(before(idDays)), forgetTombstones.run(before(idDays))]
    if (keepRejectedDays < Infinity) removed.push(removeRejected.run(before(keepRejectedDays)))
    if (keepDays < Infinity) {
      // Before their ids are remembered: a file that may not grow has room for those only then.
      const hits = removeHits.all(now(), before(keepDays))
      remember.run(JSON.stringify(hits), before(idDays))
      removed.push(hits.length)
    }
    return Math.max(...removed)
  }
}
