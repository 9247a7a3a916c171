import type { Database } from 'libsql'
import { labelOf } from './contact-names'
import type { ContactName } from './contact-names'
import { prepare } from './statement'

/** A name that a hit gives its contact, and who has had it so far. */
export interface Claim {
  readonly name: ContactName
  readonly holder: number | undefined
}

/** Contacts that turned out to be one. To be used inside the writer's transaction only. */
export interface ContactJoins {
  /**
   * Joins to a contact with an e-mail whoever has one of the claimed names and no e-mail: all that they are called becomes
   * the contact's, and their number stands for it. Not where the contact has another name of that kind, for then they are
   * two. Answers with the numbers of those who were joined.
   */
  readonly joinTo: (id: number, claims: readonly Claim[]) => readonly number[]
  /** The contact that a number stands for since a join, if it does. */
  readonly standsFor: (number: number) => number | undefined
}

/** Creates the side of a database that joins contacts. */
export function createContactJoins(db: Database, emailOf: (id: number) => string | undefined): ContactJoins {
  const take = prepare(db, 'UPDATE OR IGNORE contact_keys SET contact = ? WHERE kind = ? AND value = ?')
  const takeOthers = prepare(db, 'UPDATE OR IGNORE contact_keys SET contact = ? WHERE contact = ?')
  const dropRest = prepare(db, 'DELETE FROM contact_keys WHERE contact = ?')
  // A contact has one name of a kind, but may have been joined with many: each such number is a kind of its own.
  const addNumber = prepare(db, "INSERT INTO contact_keys VALUES (?, '', ?)")
  const findNumber = prepare(db, "SELECT contact FROM contact_keys WHERE kind = ? AND value = ''")

  const join = ({ kind, value }: ContactName, from: number, into: number): boolean => {
    if (take.run(into, kind, value) === 0) return false
    takeOthers.run(into, from)
    dropRest.run(from)
    addNumber.run(labelOf('contact_id', from), into)
    return true
  }

  return {
    joinTo(id, claims) {
      return claims.flatMap(({ name, holder }, index) => {
        if (holder === undefined || holder === id || emailOf(holder) !== undefined) return []
        // Where two names are somebody's, the one that goes before decides.
        const isFirst = claims.findIndex((claim) => claim.holder === holder) === index
        return isFirst && join(name, holder, id) ? [holder] : []
      })
    },
    standsFor: (number) => findNumber.get(labelOf('contact_id', number))?.contact as number | undefined,
  }
}
