import type { Database } from 'libsql'
import type { CollectedHit } from '../sink'
import type { FindEvents, FoundEvent } from '../v3/listing'
import { prepare } from './statement'
import type { Row } from './statement'

/** An event that named its contact keeps it; a browser's belongs to whoever the visitor turned out to be. */
const contactId = `coalesce(contact, (SELECT contact FROM contact_keys WHERE kind = 'email_id' AND value = hits.email COLLATE NOCASE))`

/** A list that excludes nothing where it is empty. */
const isOneOf = (value: string, place: string): string =>
  `(json_array_length(${place}) = 0 OR ${value} IN (SELECT value FROM json_each(${place})))`

const matching = `
  FROM hits WHERE event_at >= ?1 AND event_at < ?2
  AND ${isOneOf(contactId, '?3')} AND ${isOneOf(`body ->> 'sib_name'`, '?4')} AND ${isOneOf(`body ->> '$.object.type'`, '?5')}`

/** A part of the matching events: other hits have no `event_at`. The order is that of its index, so that nothing has to be sorted. */
export const findSql = `
  SELECT body, event_at, ${contactId} AS contact ${matching}
  ORDER BY event_at DESC, row DESC LIMIT ?6 OFFSET ?7`

/** Creates the side of a database that finds custom events, from servers and browsers alike. */
export function createCustomEvents(db: Database): FindEvents {
  const count = prepare(db, `SELECT count(*) AS count ${matching}`)
  const find = prepare(db, findSql)
  return ({ startMs, endMs, contactIds, names, objectTypes, limit, offset }) => {
    const filters = [startMs, endMs, contactIds, names, objectTypes]
    return {
      events: find.all(...filters, limit, offset).map(toFound),
      count: count.get(...filters)?.count as number,
    }
  }
}

function toFound({ body, event_at: eventAt, contact }: Row): FoundEvent {
  return {
    hit: JSON.parse(body as string) as CollectedHit,
    occurredAt: Math.round(eventAt as number),
    contactId: (contact as number | null) ?? undefined,
  }
}
