import type { Database } from 'libsql'
import type { CollectedHit } from '../sink'
import { createContactJoins } from './contact-joins'
import type { Claim } from './contact-joins'
import { labelOf, namesIn } from './contact-names'
import type { ContactName } from './contact-names'
import { prepare } from './statement'

/** A contact as far as an event needs to know it. */
export interface KnownContact {
  readonly id: number
  readonly email: string | undefined
  /** Those whom events are stored about that have got the e-mail by this very hit: the contact, and whoever was joined to it. */
  readonly gainedBy?: readonly number[]
}

/** Who the names of contacts belong to: e-mails, telephone numbers, the ids of a shop. One collector is one account. */
export interface ContactKeys {
  /**
   * The contact that a hit names, created where nobody has any of its names: by `contact_id` first, then by the first name
   * that is known, but for contacts with another e-mail than the hit's. The other names become the contact's, where neither
   * side has one of that kind; who had them is joined to it, where only the contact has an e-mail. To be used inside the
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
  const { numberOf, claimsIn, firstHolder, emailOf } = createDirectory(db)
  const { joinTo, standsFor } = createContactJoins(db, emailOf)
  // A contact has one name of a kind.
  const give = prepare(db, 'INSERT OR IGNORE INTO contact_keys VALUES (?, ?, ?)')
  const keys = prepare(db, 'SELECT kind, value FROM contact_keys WHERE contact = ?')
  const forget = prepare(db, 'DELETE FROM contact_keys WHERE contact = ?')
  const create = createNumbering(db)

  return {
    contactOf(hit) {
      const claims = claimsIn(hit)
      const given = hit.identifiers?.contact_id
      if (given === undefined && claims.length === 0) return undefined
      const usual = given === undefined && claims.length === 1 ? knownByEmail(claims[0]) : undefined
      if (usual) return usual
      const holder = given === undefined ? firstHolder(claims) : (standsFor(given) ?? create.given(given))
      const id = holder ?? create.next()
      const gained = claims.filter(({ name, holder: taken }) => taken === undefined && give.run(name.kind, name.value, id) > 0)
      const email = emailOf(id)
      const isNamed = holder !== undefined && gained.some(({ name }) => name.kind === 'email_id')
      const joined = email === undefined ? [] : joinTo(id, claims)
      return { id, email, gainedBy: isNamed ? [id, ...joined] : joined }
    },
    find(hit) {
      const given = hit.identifiers?.contact_id
      const id = given === undefined ? firstHolder(claimsIn(hit)) : (standsFor(given) ?? given)
      return id === undefined ? undefined : { id, email: emailOf(id) }
    },
    numberOf,
    forget(id) {
      const labels = keys.all(id).map(({ kind, value }) => (value === '' ? (kind as string) : labelOf(kind as ContactName['kind'], value as string)))
      forget.run(id)
      return [labelOf('contact_id', id), ...labels]
    },
  }
}

/** The usual case, an e-mail that is known, costs one look. */
function knownByEmail(claim: Claim | undefined): KnownContact | undefined {
  if (claim?.holder === undefined || claim.name.kind !== 'email_id') return undefined
  return { id: claim.holder, email: claim.name.value }
}

/** Who has which name. */
interface Directory extends Pick<ContactKeys, 'numberOf'> {
  readonly claimsIn: (hit: CollectedHit) => readonly Claim[]
  readonly firstHolder: (claims: readonly Claim[]) => number | undefined
  readonly emailOf: (id: number) => string | undefined
}

function createDirectory(db: Database): Directory {
  const holder = prepare(db, 'SELECT contact FROM contact_keys WHERE kind = ? AND value = ?')
  // People write the same e-mail in several ways.
  const emailHolder = prepare(db, "SELECT contact FROM contact_keys WHERE kind = 'email_id' AND value = ? COLLATE NOCASE")
  const email = prepare(db, "SELECT value FROM contact_keys WHERE contact = ? AND kind = 'email_id'")
  const emailOf = (id: number): string | undefined => email.get(id)?.value as string | undefined
  const numberOf = (address: string): number | undefined => emailHolder.get(address)?.contact as number | undefined
  const holderOf = ({ kind, value }: ContactName): number | undefined =>
    kind === 'email_id' ? numberOf(value) : (holder.get(kind, value)?.contact as number | undefined)
  return {
    numberOf,
    claimsIn: (hit) => namesIn(hit).map((name) => ({ name, holder: holderOf(name) })),
    firstHolder(claims) {
      // An e-mail names a person: where nobody has it, nobody with another one is meant.
      const isNewEmail = claims[0]?.name.kind === 'email_id' && claims[0].holder === undefined
      return claims.find((claim) => claim.holder !== undefined && !(isNewEmail && emailOf(claim.holder) !== undefined))?.holder
    },
    emailOf,
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
