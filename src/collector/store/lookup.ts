import type { Database } from 'libsql'
import type { ArrivalReport, ContactProfile, ContactSummary, HitFilter, HitPage } from '../inspector/query'
import { createProfiles } from '../people/profiles'
import { createArrivals } from './arrivals'
import { toRecord } from './hits'
import { prepare } from './statement'

/** Answers a person's questions about what is stored. */
export interface Lookup {
  /** The newest hits that pass the filter. */
  readonly hits: (filter: HitFilter, limit: number) => HitPage
  /** Contacts among the newest hits, the last seen first; `search` is a part of the e-mail. */
  readonly contacts: (search: string, limit: number) => readonly ContactSummary[]
  /** The contact with an e-mail, in whatever case it is written; somebody unknown has no attributes. */
  readonly contact: (email: string) => ContactProfile
  /** What has arrived lately, and from where. */
  readonly arrivals: () => ArrivalReport
}

/** Most rows that one question reads: it is asked in the process that receives events, and they wait meanwhile. */
export const maxRead = 50_000

const everything = ['id', 'key', 'cuid', 'email', 'via', 'encoding', 'code', 'message', 'body'].map((column) => `ifnull(${column}, '')`).join(' || char(10) || ')

/** Creates the lookup of a database. It only reads. */
export function createLookup(db: Database): Lookup {
  const last = prepare(db, 'SELECT max(row) AS row FROM hits')
  const find = prepare(
    db,
    `SELECT * FROM hits WHERE row < ?1 AND row >= ?2 AND (?3 IS NULL OR key = ?3) AND (?4 IS NULL OR email = ?4 COLLATE NOCASE)
       AND (?5 IS NULL OR cuid = ?5) AND (?6 IS NULL OR (code IS NOT NULL) = ?6)
       AND (?7 IS NULL OR json_extract(body, '$.sib_type') = ?7)
       AND (?8 IS NULL OR instr(lower(${everything}), ?8) > 0)
     ORDER BY row DESC LIMIT ?9`,
  )
  const contacts = prepare(
    db,
    `SELECT email, count(*) AS events, count(DISTINCT cuid) AS visitors, min(received_at) AS first_at, max(received_at) AS last_at
     FROM hits WHERE row > ? AND email IS NOT NULL AND code IS NULL AND instr(lower(email), ?) > 0
     GROUP BY email COLLATE NOCASE ORDER BY max(row) DESC LIMIT ?`,
  )
  const { attributesOf } = createProfiles(db, () => [])
  const lastRow = (): number => (last.get()?.row as number | null | undefined) ?? 0

  return {
    hits(filter, limit) {
      const before = Math.min(filter.before ?? Infinity, lastRow() + 1)
      const from = Math.max(before - maxRead, 0)
      const { key, email, cuid, isRejected, kind, text } = filter
      const rows = find.all(before, from, key, email, cuid, isRejected, kind, text?.toLowerCase(), limit)
      const oldest = rows.length === limit ? (rows.at(-1)?.row as number) : from
      return { hits: rows.map(toRecord), next: oldest > 1 ? oldest : null }
    },
    contacts: (search, limit) =>
      contacts.all(lastRow() - maxRead, search.toLowerCase(), limit).map((row) => ({
        email: row.email as string,
        events: row.events as number,
        visitors: row.visitors as number,
        firstAt: row.first_at as number,
        lastAt: row.last_at as number,
      })),
    contact: (email) => ({ attributes: attributesOf(email) }),
    arrivals: createArrivals(db, () => lastRow() - maxRead),
  }
}
