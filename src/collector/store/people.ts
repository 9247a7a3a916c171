import type { Database } from 'libsql'
import type { Attached } from '../inspector/record'
import type { Arrival, CollectedHit } from '../sink'
import type { Profiles } from '../people/profiles'
import { occurredAt, saidAt } from './occurred-at'
import { prepare } from './statement'
import type { Row } from './statement'

/** Who the visitors are. To be used inside the writer's transaction only. */
export interface People {
  /** The contact that a visitor is known as. */
  contactOf(key: string, cuid: string): string | undefined
  /**
   * Takes note that a visitor said who they are, and gives the anonymous hits of theirs to that contact, attributes and
   * all. Hits that have a contact keep it. Answers with what was attached, if anything.
   */
  identify(arrival: Arrival, hit: CollectedHit): Attached | undefined
  /**
   * Gives the stored events about somebody whom servers knew by other names to the contact that they are, and to its e-mail;
   * answers likewise.
   */
  name(known: number, contact: number, email: string): Attached | undefined
}

/** What of a row is read to learn from it. */
const telling = 'received_at, via, sent, body'

/** Creates the people's side of a database. */
export function createPeople(db: Database, profiles: Pick<Profiles, 'learn'>): People {
  const select = prepare(db, 'SELECT email FROM visitors WHERE key = ? AND cuid = ?')
  // A late retry of an older event must not undo what a newer one said.
  const upsert = prepare(
    db,
    `INSERT INTO visitors (key, cuid, email, identified_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET email = excluded.email, identified_at = excluded.identified_at
     WHERE excluded.identified_at >= identified_at`,
  )
  const anonymous = 'key = ? AND cuid = ? AND email IS NULL AND code IS NULL'
  const earlier = prepare(db, `SELECT ${telling} FROM hits WHERE ${anonymous}`)
  const attach = prepare(db, `UPDATE hits SET email = ? WHERE ${anonymous}`)
  const unnamed = 'contact = ?1 AND email IS NULL'
  const earlierOf = prepare(db, `SELECT ${telling} FROM hits WHERE ${unnamed}`)
  const attachOf = prepare(
    db,
    `UPDATE hits SET contact = ?2, email = ?3, body = json_set(body, '$.contact', CAST(?2 AS INTEGER)) WHERE ${unnamed}`,
  )
  const learnFrom = ({ received_at: receivedAt, via, sent, body }: Row, email: string): void => {
    const hit = JSON.parse(body as string) as CollectedHit
    if (hit.sib_type === 'dropped') return
    const arrival = { receivedAt: receivedAt as number, via: via as string, sent: sent as number | null }
    profiles.learn(email, hit.properties, saidAt(arrival, hit))
  }

  return {
    contactOf: (key, cuid) => select.get(key, cuid)?.email as string | undefined,
    identify(arrival, hit) {
      const { key, cuid } = arrival
      const email = hit.email_id
      if (cuid === null || email === undefined) return undefined
      upsert.run(key, cuid, email, occurredAt(arrival, hit))
      for (const row of earlier.all(key, cuid)) learnFrom(row, email)
      return attach.run(email, key, cuid) > 0 ? { key, cuid, email } : undefined
    },
    name(known, contact, email) {
      for (const row of earlierOf.all(known)) learnFrom(row, email)
      return attachOf.run(known, contact, email) > 0 ? { contact: known, email } : undefined
    },
  }
}
