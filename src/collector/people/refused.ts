import type { Database } from 'libsql'
import { prepare } from '../store/statement'
import type { Row } from '../store/statement'

/** By what a refused request may be known as a person's. */
export interface Marks {
  readonly emails: readonly string[]
  readonly cuids: readonly string[]
}

/** A shorter id of a visitor may be a word of anything. */
const unmistakable = 16

/**
 * The rows of refused requests that are a person's, as far as one can tell: they belong to nobody, but were sent by one of the
 * visitors, or name a visitor or an e-mail in whatever way it is written.
 */
export function refusedOf(db: Database, { emails, cuids }: Marks): readonly Row[] {
  return prepare(
    db,
    `SELECT * FROM hits WHERE code IS NOT NULL AND (
       EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(lower(body), value) > 0)
       OR EXISTS (SELECT 1 FROM json_each(?2) WHERE value IN (cuid, body ->> 'cuid', body ->> 'session_id')
         OR (length(value) >= ${unmistakable} AND instr(body, value) > 0)))
     ORDER BY row`,
  ).all(emails.flatMap(spellingsOf), cuids)
}

/** The ids of the visitors that are or were a contact. */
export function visitorsOf(db: Database, email: string): readonly string[] {
  const rows = prepare(
    db,
    `SELECT cuid FROM visitors WHERE email = ?1 COLLATE NOCASE
     UNION SELECT cuid FROM hits WHERE email = ?1 COLLATE NOCASE AND cuid IS NOT NULL`,
  ).all(email)
  return rows.map(({ cuid }) => cuid as string)
}

/** How an e-mail may stand in a text that nobody could read: as JSON, in an address, and in a form. */
function spellingsOf(email: string): readonly string[] {
  const inForm = new URLSearchParams({ email }).toString().slice('email='.length)
  const spellings = [JSON.stringify(email).slice(1, -1), encodeURIComponent(email), email.replace('@', '%40'), inForm]
  return [...new Set(spellings.map(lowerAscii))]
}

/** As SQLite does it. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
