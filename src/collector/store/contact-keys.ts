import type { Database } from 'libsql'
import type { CollectedHit } from '../sink'
import { labelOf, namesIn } from './contact-names'
import type { ContactName } from './contact-names'
import { prepare } from './statement'

/** A contact as far as an event needs to know it. */
export interface KnownContact {
  readonly id: number
  readonly email: string | undefined
  /** Whether somebody who was known before has got the e-mail by this very hit. */
  readonly hasGainedEmail?: boolean
}

/** Who the names of contacts belong to: e-mails, telephone numbers, the ids of a shop. One collector is one account. */
export interface ContactKeys {
  /**
   * The contact that a hit names, created where nobody has any of its names: by `contact_id` first, then by the first name
   * that is known. The other names become the contact's, where neither side has one of that kind. To be used inside the
   * writer's transaction only; undefined where the hit names nobody.
   */
  readonly contactOf: (hit: CollectedHit) => KnownContact | undefined
  /** The contact that a hit names, where somebody is known by one of its names. Changes nothing. */
  readonly find: (hit: CollectedHit) => KnownContact | undefined
  /** The number of the contact with an e-mail, in whatever case it is written. */
  readonly numberOf: (email: string) => number | undefined
  /**
   * Forgets a contact under all of its names, and answers with them as labels (`labelOf`); whoever bears one of them
   * later is somebody new.
   */
  readonly forget: (id: number) => readonly string[]
}

/** Creates the side of a database that knows contacts by name. */
export function createContactKeys(db: Database): ContactKeys {
  const { numberOf, firstHolder, emailOf } = createDirectory(db)
  // A name that is taken stays with its contact, and a contact has one name of a kind.
  const give = prepare(db, 'INSERT OR IGNORE INTO contact_keys VALUES (?, ?, ?)')
  const keys = prepare(db, 'SELECT kind, value FROM contact_keys WHERE contact = ?')
  const forget = prepare(db, 'DELETE FROM contact_keys WHERE contact = ?')
  const create = createNumbering(db)

  /** The usual case, an e-mail that is known, costs one look. */
  const lookUp = (names: readonly ContactName[]): KnownContact | undefined => {
    const id = names[0]?.kind === 'email_id' ? firstHolder(names) : undefined
    return id === undefined ? undefined : { id, email: names[0]?.value }
  }

  return {
    contactOf(hit) {
      const names = namesIn(hit)
      const given = hit.identifiers?.contact_id
      if (given === undefined && names.length === 0) return undefined
      const known = given === undefined && names.length === 1 ? lookUp(names) : undefined
      if (known) return known
      const holder = given === undefined ? firstHolder(names) : create.given(given)
      const id = holder ?? create.next()
      const gained = names.filter(({ kind, value }) => give.run(kind, value, id) > 0)
      return { id, email: emailOf(id), hasGainedEmail: holder !== undefined && gained.some(({ kind }) => kind === 'email_id') }
    },
    find(hit) {
      const id = hit.identifiers?.contact_id ?? firstHolder(namesIn(hit))
      return id === undefined ? undefined : { id, email: emailOf(id) }
    },
    numberOf,
    forget(id) {
      const labels = keys.all(id).map(({ kind, value }) => labelOf(kind as ContactName['kind'], value as string))
      forget.run(id)
      return [labelOf('contact_id', id), ...labels]
    },
  }
}

/** Who has which name. */
interface Directory extends Pick<ContactKeys, 'numberOf'> {
  readonly firstHolder: (names: readonly ContactName[]) => number | undefined
  readonly emailOf: (id: number) => string | undefined
}

function createDirectory(db: Database): Directory {
  const holder = prepare(db, 'SELECT contact FROM contact_keys WHERE kind = ? AND value = ?')
  // People write the same e-mail in several ways.
  const emailHolder = prepare(db, "SELECT contact FROM contact_keys WHERE kind = 'email_id' AND value = ? COLLATE NOCASE")
  const email = prepare(db, "SELECT value FROM contact_keys WHERE contact = ? AND kind = 'email_id'")
  const numberOf = (address: string): number | undefined => emailHolder.get(address)?.contact as number | undefined
  const holderOf = ({ kind, value }: ContactName): number | undefined =>
    kind === 'email_id' ? numberOf(value) : (holder.get(kind, value)?.contact as number | undefined)
  return {
    numberOf,
    emailOf: (id) => email.get(id)?.value as string | undefined,
    firstHolder(names) {
      for (const name of names) {
        const found = holderOf(name)
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

/** Numbers for contacts: the next of ours, or one that a server knows the contact by. */
function createNumbering(db: Database): { readonly next: () => number; readonly given: (id: number) => number } {
  const isTaken = prepare(db, 'SELECT 1 FROM contacts WHERE id = ?')
  const insert = prepare(db, 'INSERT OR IGNORE INTO contacts VALUES (?, ?)')
  // Numbers that were given from outside may be anywhere; ours go on from our own.
  const last = prepare(db, 'SELECT max(id) AS id FROM contacts WHERE is_given = 0')
  return {
    next() {
      let id = ((last.get()?.id as number | null | undefined) ?? 0) + 1
      while (isTaken.get(id)) id++
      insert.run(id, false)
      return id
    },
    given(id) {
      insert.run(id, true)
      return id
    },
  }
}
