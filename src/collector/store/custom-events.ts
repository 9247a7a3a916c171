import type { Database } from 'libsql'
import type { CollectedHit } from '../sink'
import type { FindEvents, FoundEvent } from '../v3/listing'
import { prepare } from './statement'
import type { Row } from './statement'

/**
 * When an event happened. A server's word counts; a visitor's clock may be wrong, but its error shows in the time of
 * sending. What cannot be a date is left to the time of receipt (ECMA-262, 21.4.1.1: 8.64e15 ms either way). The index
 * `hits_custom_events` is over this very expression, and spares the query both a scan of all hits and sorting them.
 */
const occurredAt = `
  CASE
    WHEN abs(coalesce(body ->> 'ts', 9e15)) > 8.64e15 THEN received_at
    WHEN substr(via, 1, 4) = '/v3/' THEN body ->> 'ts'
    WHEN sent IS NULL OR abs(sent) > 8.64e15 THEN received_at
    ELSE received_at - max(0, sent - (body ->> 'ts'))
  END`

const isCustomEvent = `code IS NULL AND body ->> 'sib_type' = 'track'`

/** An event that named its contact keeps it; a browser's belongs to whoever the visitor turned out to be. */
const contactId = `coalesce(body ->> 'contact', (SELECT contact FROM contact_keys WHERE kind = 'email_id' AND value = hits.email COLLATE NOCASE))`

/** A list that excludes nothing where it is empty. */
const isOneOf = (value: string, place: string): string =>
  `(json_array_length(${place}) = 0 OR ${value} IN (SELECT value FROM json_each(${place})))`

const matching = `
  FROM hits WHERE ${isCustomEvent} AND (${occurredAt}) >= ?1 AND (${occurredAt}) < ?2
  AND ${isOneOf(contactId, '?3')} AND ${isOneOf(`body ->> 'sib_name'`, '?4')} AND ${isOneOf(`body ->> '$.object.type'`, '?5')}`

/** A part of the matching events. The order is that of the index, so that nothing has to be sorted. */
export const findSql = `
  SELECT body, (${occurredAt}) AS occurred_at, ${contactId} AS contact ${matching}
  ORDER BY (${occurredAt}) DESC, row DESC LIMIT ?6 OFFSET ?7`

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

function toFound({ body, occurred_at: occurredAt, contact }: Row): FoundEvent {
  return {
    hit: JSON.parse(body as string) as CollectedHit,
    occurredAt: Math.round(occurredAt as number),
    contactId: (contact as number | null) ?? undefined,
  }
}
