import type { Database } from 'libsql'
import type { Attached } from '../inspector/record'
import { prepare } from './statement'
import type { Row } from './statement'

/** Whom something is left of, on disk. */
export interface Notes {
  readonly add: (whose: Attached, into: number | undefined) => void
  readonly has: (whose: Attached) => boolean
  /** The first one, of an e-mail's where one is given. */
  readonly first: (email?: string) => { readonly number: number; readonly whose: Attached; readonly into: number | undefined } | undefined
  readonly remove: (number: number) => void
}

/** Creates the notes of a database. */
export function createNotes(db: Database): Notes {
  const add = prepare(db, 'INSERT INTO attachments (key, cuid, contact, into_contact, email) VALUES (?, ?, ?, ?, ?)')
  const ofVisitor = prepare(db, 'SELECT 1 FROM attachments WHERE key = ? AND cuid = ?')
  const ofContact = prepare(db, 'SELECT 1 FROM attachments WHERE contact = ?')
  const first = prepare(db, 'SELECT * FROM attachments WHERE ?1 IS NULL OR email = ?1 COLLATE NOCASE ORDER BY number LIMIT 1')
  const remove = prepare(db, 'DELETE FROM attachments WHERE number = ?')
  return {
    add(whose, into) {
      if ('contact' in whose) add.run(null, null, whose.contact, into, whose.email)
      else add.run(whose.key, whose.cuid, null, null, whose.email)
    },
    has: (whose) => ('contact' in whose ? ofContact.get(whose.contact) : ofVisitor.get(whose.key, whose.cuid)) !== undefined,
    first(email) {
      const row = first.get(email)
      return row && { number: row.number as number, whose: whoseIn(row), into: (row.into_contact as number | null) ?? undefined }
    },
    remove: (number) => void remove.run(number),
  }
}

function whoseIn({ key, cuid, contact, email: address }: Row): Attached {
  const email = address as string
  return contact === null ? { key: key as string, cuid: cuid as string, email } : { contact: contact as number, email }
}

/** The accepted rows that have no e-mail yet. */
export interface NamelessRows {
  /** Number and size of somebody's first so many. */
  readonly of: (whose: Attached, limit: number) => readonly Row[]
  /** What of rows is read to learn from them. */
  readonly read: (rows: readonly number[]) => readonly Row[]
  readonly give: (rows: readonly number[], email: string, into: number | undefined) => void
}

/** Creates the side of a database that finds such rows. */
export function createNamelessRows(db: Database): NamelessRows {
  // The size is known without reading the text.
  const find = 'SELECT row, octet_length(body) AS bytes FROM hits WHERE email IS NULL AND'
  const ofVisitor = prepare(db, `${find} key = ? AND cuid = ? AND code IS NULL ORDER BY row LIMIT ?`)
  const ofContact = prepare(db, `${find} contact = ? ORDER BY row LIMIT ?`)
  const chosen = 'row IN (SELECT value FROM json_each(?1))'
  const read = prepare(db, `SELECT received_at, via, sent, body FROM hits WHERE ${chosen} ORDER BY row`)
  const give = prepare(db, `UPDATE hits SET email = ?2 WHERE ${chosen}`)
  const giveTo = prepare(db, `UPDATE hits SET email = ?2, contact = ?3, body = json_set(body, '$.contact', CAST(?3 AS INTEGER)) WHERE ${chosen}`)
  return {
    of: (whose, limit) => ('contact' in whose ? ofContact.all(whose.contact, limit) : ofVisitor.all(whose.key, whose.cuid, limit)),
    read: (rows) => read.all(rows),
    give(rows, email, into) {
      if (into === undefined) give.run(rows, email)
      else giveTo.run(rows, email, into)
    },
  }
}
