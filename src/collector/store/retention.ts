import type { Database } from 'libsql'
import { createOldHits, stepRows } from './old-hits'
import { prepare } from './statement'
import { inTransaction } from './transaction'

/** How long things are kept, in days; infinite where nothing is ever removed. */
export interface Keeping {
  readonly keepDays: number
  readonly keepRejectedDays: number
  /** How long an id stays taken after its hit is gone, and a tombstone stands. */
  readonly keepIdsDays: number
  /** Keep hits that wait to be forwarded, or were refused there, however old they are; needs the relay's tables by the first round. */
  readonly keepWaiting?: boolean
}

/** Removes what is past its time. */
export interface Retention {
  /** Removes a part; tells whether there may be more. Throws where the database cannot be written. */
  readonly prune: () => boolean
}

const dayMs = 86_400_000

/** Creates the retention of a database. */
export function createRetention(db: Database, keeping: Keeping, now: () => number = Date.now): Retention {
  let step: (() => boolean) | undefined
  return {
    prune() {
      // Not before the first round: the relay makes its tables after the store has been opened.
      step ??= createStep(db, keeping, now)
      return inTransaction(db, step)
    },
  }
}

/** One step; tells whether there may be more. */
function createStep(db: Database, { keepDays, keepRejectedDays, keepIdsDays, keepWaiting = false }: Keeping, now: () => number): () => boolean {
  const removeOld = createOldHits(db, keepWaiting)
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
  // An infinite time cannot be bound: it would be null, before and after which nothing is.
  const before = (days: number): number => Math.max(now() - days * dayMs, Number.MIN_SAFE_INTEGER)
  const removeHits = (): boolean => {
    // Before their ids are remembered: a file that may not grow has room for those only then.
    const hits = removeOld(before(keepDays))
    remember.run(JSON.stringify(hits), before(keepIdsDays))
    return hits.length > 0
  }

  return () => {
    const removed = [forgetIds.run(before(keepIdsDays)), forgetTombstones.run(before(keepIdsDays))]
    if (keepRejectedDays < Infinity) removed.push(removeRejected.run(before(keepRejectedDays)))
    const mayBeMoreHits = keepDays < Infinity && removeHits()
    return mayBeMoreHits || Math.max(...removed) >= stepRows
  }
}
