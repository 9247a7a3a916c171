import type { Database } from 'libsql'
import type { ApiIdentifiers } from '../../contract/api-event'
import type { CollectedHit } from '../sink'
import { prepare } from '../store/statement'
import type { Row } from '../store/statement'
import { createSums } from '../store/sums'
import { inTransaction } from '../store/transaction'

/** A stored hit as the relay sees it. */
export interface StoredHit {
  /** Place in the order of arrival, and its name in the queue. */
  readonly row: number
  /** The path that it came to. */
  readonly via: string
  /** The client key that it came with. */
  readonly key: string
  /** Null where a server named the contact in another way. */
  readonly email: string | null
  readonly receivedAt: number
  readonly sent: number | null
  readonly hit: CollectedHit
  /**
   * Given where the hit names its contact by a number that is this collector's own, and nobody's or a stranger's elsewhere:
   * another name of the contact's, or none where it has no other.
   */
  readonly knownAs?: ApiIdentifiers
}

/** Why a hit is not taken upstream. */
export interface Refusal {
  /** HTTP status of the answer; 0 where it was never sent. */
  readonly status: number
  readonly code: string
  readonly message: string
}

/** A hit that was refused for good, and is kept until it is sent again. */
export interface DeadLetter extends StoredHit, Refusal {
  readonly diedAt: number
}

/** What became of hits. */
export interface Settlement {
  readonly delivered: readonly number[]
  readonly dead: readonly (Refusal & { readonly row: number })[]
}

/** What waits to be forwarded, on disk: a hit leaves it only by a settlement. */
export interface Queue {
  /** How many wait, counted no further than so many. */
  readonly count: (atMost?: number) => number
  /** The first ones, in order of arrival, but for those of the same contacts as the given rows. */
  readonly first: (limit: number, apart?: readonly number[]) => readonly StoredHit[]
  /** The one of a row, if it waits. */
  readonly at: (row: number) => StoredHit | undefined
  readonly settle: (settlement: Settlement) => void
  /** Hits ever delivered. */
  readonly delivered: () => number
  /** Hits that were erased, or had become too old for the store, before they were sent. */
  readonly erased: () => number
  readonly countDead: () => number
  /** The newest dead letters, newest first. */
  readonly dead: (limit: number) => readonly DeadLetter[]
  readonly isDead: (row: number) => boolean
  /** Puts dead letters back into the queue, all or the given ones; tells how many. */
  readonly replay: (rows: 'all' | readonly number[]) => number
}

/** A number that a server gave us first is theirs. In the alphabet, `email_id` and `ext_id` stand before the telephone numbers. */
const knownAs = `
  CASE WHEN body ->> '$.identifiers.contact_id' = (SELECT id FROM contacts WHERE id = hits.contact AND is_given = 0) THEN ifnull(
    (SELECT json_object(kind, value) FROM contact_keys WHERE contact_keys.contact = hits.contact ORDER BY kind LIMIT 1), '{}') END`

/** Creates the queue of a database that `prepareRelay` has seen. */
export function createQueue(db: Database, now: () => number = Date.now): Queue {
  const remove = prepare(db, 'DELETE FROM relay_queue WHERE hit = ?')
  const bury = prepare(db, 'INSERT OR REPLACE INTO relay_dead VALUES (?, ?, ?, ?, ?)')
  const totals = createSums(db, 'relay_totals')
  const countDead = prepare(db, 'SELECT count(*) AS count FROM relay_dead')
  const dead = prepare(
    db,
    `SELECT hits.*, died_at, relay_dead.status, relay_dead.code AS dead_code, relay_dead.message AS dead_message
     FROM relay_dead JOIN hits ON row = hit ORDER BY died_at DESC, hit DESC LIMIT ?`,
  )
  const isDead = prepare(db, 'SELECT 1 FROM relay_dead WHERE hit = ?')
  const revive = prepare(db, 'INSERT OR IGNORE INTO relay_queue SELECT hit FROM relay_dead WHERE ?1 IS NULL OR hit = ?1')
  const unbury = prepare(db, 'DELETE FROM relay_dead WHERE ?1 IS NULL OR hit = ?1')

  return {
    ...createWaiting(db),
    settle: (settlement) =>
      inTransaction(db, () => {
        // A hit that was erased while it was under way is in no queue any more, and leaves no dead letter.
        for (const { row, status, code, message } of settlement.dead)
          if (remove.run(row) > 0) bury.run(row, now(), status, code, message)
        for (const row of settlement.delivered) remove.run(row)
        totals.add({ delivered: settlement.delivered.length })
      }),
    delivered: () => totals.read().delivered ?? 0,
    erased: () => totals.read().erased ?? 0,
    countDead: () => countDead.get()?.count as number,
    dead: (limit) => dead.all(limit).map(toDeadLetter),
    isDead: (row) => isDead.get(row) !== undefined,
    replay: (rows) =>
      inTransaction(db, () => {
        const chosen = rows === 'all' ? [null] : rows
        for (const row of chosen) revive.run(row)
        return chosen.reduce<number>((sum, row) => sum + unbury.run(row), 0)
      }),
  }
}

function createWaiting(db: Database): Pick<Queue, 'count' | 'first' | 'at'> {
  const count = prepare(db, 'SELECT count(*) AS count FROM (SELECT 1 FROM relay_queue LIMIT ?)')
  const waiting = `SELECT hits.*, ${knownAs} AS known_as FROM relay_queue JOIN hits ON row = hit`
  const whose = "coalesce(lower(email), contact, '')"
  const first = prepare(db, `${waiting} ORDER BY hit LIMIT ?`)
  const isOther = `${whose} NOT IN (SELECT ${whose} FROM hits WHERE row IN (SELECT value FROM json_each(?2)))`
  const others = prepare(db, `${waiting} WHERE ${isOther} ORDER BY hit LIMIT ?1`)
  const at = prepare(db, `${waiting} WHERE hit = ?`)

  return {
    count: (atMost = -1) => count.get(atMost)?.count as number,
    first: (limit, apart = []) => (apart.length === 0 ? first.all(limit) : others.all(limit, apart)).map(toStoredHit),
    at: (row) => at.all(row).map(toStoredHit)[0],
  }
}

function toStoredHit(row: Row): StoredHit {
  return {
    row: row.row as number,
    via: row.via as string,
    key: row.key as string,
    email: row.email as string | null,
    receivedAt: row.received_at as number,
    sent: row.sent as number | null,
    hit: JSON.parse(row.body as string) as CollectedHit,
    ...(typeof row.known_as === 'string' && { knownAs: JSON.parse(row.known_as) as ApiIdentifiers }),
  }
}

function toDeadLetter(row: Row): DeadLetter {
  return {
    ...toStoredHit(row),
    diedAt: row.died_at as number,
    status: row.status as number,
    code: row.dead_code as string,
    message: row.dead_message as string,
  }
}
