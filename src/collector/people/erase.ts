import type { Database } from 'libsql'
import { createAttachments } from '../store/attachments'
import { createContactKeys } from '../store/contact-keys'
import { labelOf } from '../store/contact-names'
import { prepare } from '../store/statement'
import type { Row } from '../store/statement'
import { inTransaction } from '../store/transaction'
import { refusedOf, visitorsOf } from './refused'
import { createTombstones } from './tombstones'
import type { Whom } from './whom'

/** What an erasure removed. */
export interface Erased {
  /** Hits, rejected ones included. */
  readonly hits: number
  /** Whether anything was stored about them. */
  readonly isFound: boolean
}

/** What is to be removed still, once the tombstones stand. */
interface Found {
  /** The rows of hits. */
  readonly rows: readonly Row[]
  /** Whether they were known beyond their hits. */
  readonly isKnown: boolean
}

/** Most rows that are removed at a time: a collector that runs on the same file waits meanwhile. */
const stepRows = 500

/**
 * Erases a person, beside a running collector too. The tombstones come first, so that nothing of the person can be stored
 * any more while the rest is looked for. What is removed is overwritten on disk.
 */
export function erasePerson(db: Database, whom: Whom, now: () => number = Date.now): Erased {
  const found = 'email' in whom ? eraseContact(db, whom.email, now) : eraseVisitor(db, whom.visitor, now)
  const rows = found.rows.map(({ row }) => row as number)
  const remove = prepare(db, 'DELETE FROM hits WHERE row IN (SELECT value FROM json_each(?))')
  let hits = 0
  for (let start = 0; start < rows.length; start += stepRows)
    hits += inTransaction(db, () => remove.run(rows.slice(start, start + stepRows)))
  // The journal still has the rows as they were.
  db.pragma('wal_checkpoint(TRUNCATE)')
  return { hits, isFound: hits > 0 || found.isKnown }
}

/** Raises the tombstones and forgets who the contact is. */
function eraseContact(db: Database, email: string, now: () => number): Found {
  const contactKeys = createContactKeys(db)
  const number = contactKeys.numberOf(email)
  // What is still to become the contact's is to be found as theirs. Nothing is learned of it: attributes go, too.
  const { step } = createAttachments(db, { learn: () => undefined })
  while (inTransaction(db, () => step(email)));
  const visitors = visitorsOf(db, email)
  const forgotten = inTransaction(db, () => {
    // A collector beside us may have noted down more since.
    while (step(email));
    const tombstones = createTombstones(db)
    tombstones.add('email', email, now())
    for (const cuid of visitors) tombstones.add('anonymous', cuid, now())
    const ofVisitors = prepare(db, 'DELETE FROM visitors WHERE email = ? COLLATE NOCASE').run(email)
    const ofAttributes = prepare(db, 'DELETE FROM attributes WHERE email = ?').run(email)
    const labels = number === undefined ? [] : contactKeys.forget(number)
    for (const label of [labelOf('email_id', email), ...labels]) tombstones.add('label', label, now())
    return ofVisitors + ofAttributes
  })
  const theirs = prepare(
    db,
    `SELECT row FROM hits WHERE email = ?1 COLLATE NOCASE
     OR (code IS NULL AND (contact = ?2 OR body ->> '$.identifiers.email_id' = ?1 COLLATE NOCASE))`,
  )
  const rows = [...theirs.all(email, number), ...refusedOf(db, { emails: [email], cuids: visitors })]
  return { rows, isKnown: number !== undefined || forgotten > 0 }
}

function eraseVisitor(db: Database, cuid: string, now: () => number): Found {
  const forgotten = inTransaction(db, () => {
    createTombstones(db).add('visitor', cuid, now())
    // Who uses the browser from now on is somebody new.
    prepare(db, 'DELETE FROM attachments WHERE cuid = ?').run(cuid)
    return prepare(db, 'DELETE FROM visitors WHERE cuid = ?').run(cuid)
  })
  const theirs = prepare(db, 'SELECT row FROM hits WHERE cuid = ? AND code IS NULL')
  return { rows: [...theirs.all(cuid), ...refusedOf(db, { emails: [], cuids: [cuid] })], isKnown: forgotten > 0 }
}
