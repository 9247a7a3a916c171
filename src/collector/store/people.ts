import type { Database } from 'libsql'
import type { Attached } from '../inspector/record'
import type { Arrival, CollectedHit } from '../sink'
import type { Attachments } from './attachments'
import { occurredAt } from './occurred-at'
import { prepare } from './statement'

/** Who the visitors are. To be used inside the writer's transaction only. */
export interface People {
  /** The contact that a visitor is known as. */
  contactOf(key: string, cuid: string): string | undefined
  /**
   * Takes note that a visitor said who they are, and gives the anonymous hits of theirs to that contact, attributes and
   * all. Hits that have a contact keep it. Answers with what was attached, if anything; where there is much, the rest follows.
   */
  identify(arrival: Arrival, hit: CollectedHit): Attached | undefined
  /**
   * Gives the stored events about somebody whom servers knew by other names to the contact that they are, and to its e-mail;
   * answers likewise.
   */
  name(known: number, contact: number, email: string): Attached | undefined
}

/** Creates the people's side of a database. */
export function createPeople(db: Database, { attach }: Pick<Attachments, 'attach'>): People {
  const select = prepare(db, 'SELECT email FROM visitors WHERE key = ? AND cuid = ?')
  // A late retry of an older event must not undo what a newer one said.
  const upsert = prepare(
    db,
    `INSERT INTO visitors (key, cuid, email, identified_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET email = excluded.email, identified_at = excluded.identified_at
     WHERE excluded.identified_at >= identified_at`,
  )

  return {
    contactOf: (key, cuid) => select.get(key, cuid)?.email as string | undefined,
    identify(arrival, hit) {
      const { key, cuid } = arrival
      const email = hit.email_id
      if (cuid === null || email === undefined) return undefined
      upsert.run(key, cuid, email, occurredAt(arrival, hit))
      return attach({ key, cuid, email }) ? { key, cuid, email } : undefined
    },
    name: (known, contact, email) => (attach({ contact: known, email }, contact) ? { contact: known, email } : undefined),
  }
}
