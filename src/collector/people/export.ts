import type { Database } from 'libsql'
import type { HitRecord } from '../inspector/record'
import { createContactKeys } from '../store/contact-keys'
import { toRecord } from '../store/hits'
import { prepare } from '../store/statement'
import type { AttributeValue } from './attributes'
import { toPersonEvent } from './person-event'
import type { PersonEvent } from './person-event'
import { createProfiles } from './profiles'
import { refusedOf, visitorsOf } from './refused'
import { sessionsOf } from './sessions'
import type { Session } from './sessions'
import type { Whom } from './whom'

/** A browser that a person used. */
export interface Visitor {
  readonly key: string
  readonly cuid: string
}

/** Everything that is stored about one person. */
export interface Person {
  /** The contacts that the person is known as; several where a visitor was somebody else before. */
  readonly contacts: readonly { readonly email: string; readonly attributes: Readonly<Record<string, AttributeValue>> }[]
  readonly visitors: readonly Visitor[]
  readonly sessions: readonly Session[]
  /** In the order in which they happened. */
  readonly events: readonly PersonEvent[]
  /** Refused requests that are theirs as far as one can tell, in the order of their arrival. */
  readonly refused: readonly HitRecord[]
}

const isToBeAttached = `((key, cuid) IN (SELECT key, cuid FROM attachments WHERE email = ? COLLATE NOCASE)
  OR contact IN (SELECT contact FROM attachments WHERE email = ? COLLATE NOCASE))`

/** Reads what is stored about a person; undefined where nothing is. A contact's e-mail is found in whatever case it is written. */
export function readPerson(db: Database, whom: Whom): Person | undefined {
  const isEmail = 'email' in whom
  const name = isEmail ? whom.email : whom.visitor
  const column = isEmail ? 'email = ? COLLATE NOCASE' : 'cuid = ?'
  const number = isEmail ? createContactKeys(db).numberOf(name) : undefined
  // Servers may know a contact by number only; and a collector may be about to give them what they did before.
  const isTheirs = isEmail ? `(${column} OR contact = ? OR (email IS NULL AND ${isToBeAttached}))` : column
  const events = prepare(db, `SELECT * FROM hits WHERE ${isTheirs} AND code IS NULL`)
    .all(...(isEmail ? [name, number, name, name] : [name]))
    .map((row) => toPersonEvent(isEmail ? { ...row, email: row.email ?? name } : row))
  const known = prepare(db, `SELECT key, cuid, email FROM visitors WHERE ${column}`).all(name)
  const hasAttributes = isEmail && prepare(db, 'SELECT 1 FROM attributes WHERE email = ?').get(name) !== undefined
  const refused = refusedOf(db, isEmail ? { emails: [name], cuids: visitorsOf(db, name) } : { emails: [], cuids: [name] })
  if (events.length === 0 && known.length === 0 && !hasAttributes && refused.length === 0) return undefined

  const emails = isEmail ? [name] : unique([...known, ...events].flatMap(({ email }) => (typeof email === 'string' ? [email] : [])))
  const { attributesOf } = createProfiles(db, () => [])
  const visitors = [...known, ...events].flatMap(({ key, cuid }) => (cuid === null ? [] : [JSON.stringify({ key, cuid })]))
  return {
    contacts: emails.map((email) => ({ email, attributes: attributesOf(email) })),
    visitors: unique(visitors).map((visitor) => JSON.parse(visitor) as Visitor),
    sessions: sessionsOf(events),
    events: events.sort((a, b) => a.occurredAt - b.occurredAt),
    refused: refused.map(toRecord),
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
