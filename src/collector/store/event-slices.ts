import type { Database } from 'libsql'
import type { EventsQuery } from '../v3/query'
import { prepare } from './statement'
import type { Row } from './statement'

/** The next of the custom events, looked at for being asked for. */
export interface Slice {
  /** The rows that match, newest first. */
  readonly matching: readonly number[]
  readonly isLast: boolean
}

/** A list that excludes nothing where it is empty. */
const isOneOf = (value: string, place: string): string =>
  `(json_array_length(${place}) = 0 OR ${value} IN (SELECT value FROM json_each(${place})))`

/**
 * Whose an event is: of the contact that it names or, where it names none, of the one with its e-mail. Which e-mails those
 * are is asked once (?3), not for each row.
 */
const isTheirs = `(json_array_length(?2) = 0 OR contact IN (SELECT value FROM json_each(?2))
  OR (contact IS NULL AND email COLLATE NOCASE IN (SELECT value FROM json_each(?3))))`

const isMatch = `row <= ?1 AND ${isTheirs}
  AND ${isOneOf(`body ->> 'sib_name'`, '?4')} AND ${isOneOf(`body ->> '$.object.type'`, '?5')}`

/** What is told of the next so many rows (?6), as one row: the driver takes three times as long to give a thousand. */
const slice = (where: string): string => `
  SELECT count(*) AS size, min(event_at) AS at, json_group_array(row) ->> '$[#-1]' AS row,
    json_group_array(row) FILTER (WHERE is_match) AS matching
  FROM (SELECT row, event_at, ${isMatch} AS is_match FROM hits WHERE ${where} ORDER BY event_at DESC, row DESC LIMIT ?6)`

/**
 * The rows after a place (?7, ?8) in the order of the index: first those of the same moment, then the earlier ones. As one
 * condition SQLite would look for the place from the beginning of its moment, and a million events may share one.
 */
export const sliceSqls = {
  sameMoment: slice('event_at = ?7 AND row < ?8'),
  earlier: slice('event_at < ?7 AND event_at >= ?8'),
} as const

/**
 * Creates the reader of custom events from the newest on; a query is answered with a function that reads the next so many.
 * Rows that come while it reads are left out, wherever their time would put them, so that page and count are those of the
 * moment of asking. What is erased or outlived meanwhile is missing from the rest.
 */
export function createSlices(db: Database): (query: Omit<EventsQuery, 'limit' | 'offset'>) => (size: number) => Slice {
  const last = prepare(db, 'SELECT max(row) AS row FROM hits')
  const emails = prepare(db, `SELECT value FROM contact_keys WHERE kind = 'email_id' AND contact IN (SELECT value FROM json_each(?))`)
  // A contact is found by the number of one that was joined to it, too.
  const current = prepare(
    db,
    `SELECT coalesce((SELECT contact FROM contact_keys WHERE kind = 'contact_id ' || asked.value AND value = ''), asked.value) AS id FROM json_each(?) AS asked`,
  )
  const sameMoment = prepare(db, sliceSqls.sameMoment)
  const earlier = prepare(db, sliceSqls.earlier)

  return ({ startMs, endMs, contactIds, names, objectTypes }) => {
    const contacts = current.all(contactIds).map(({ id }) => id)
    const theirEmails = emails.all(contacts).map(({ value }) => value)
    const filters = [last.get()?.row, contacts, theirEmails, names, objectTypes]
    // No row comes before the first, so that nothing of the end itself is read.
    let place: Row = { at: endMs, row: 0 }
    return (size) => {
      const same = sameMoment.get(...filters, size, place.at, place.row) as Row
      const others = earlier.get(...filters, size - (same.size as number), place.at, startMs) as Row
      const read = [same, others].filter((part) => part.size !== 0)
      place = read.at(-1) ?? place
      return {
        matching: read.flatMap(({ matching }) => JSON.parse(matching as string) as number[]),
        isLast: (same.size as number) + (others.size as number) < size,
      }
    }
  }
}
