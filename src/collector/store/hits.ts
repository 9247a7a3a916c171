import type { Database } from 'libsql'
import type { Arrival, CollectedHit } from '../sink'
import type { HitRecord } from '../inspector/record'
import type { ApiError } from '../../contract/errors'
import type { HitKind, JsonObject } from '../../contract/event'
import { occurredAt } from './occurred-at'
import { prepare } from './statement'
import type { Row } from './statement'

/** A REST body that was refused does not say what it is; its path does. */
const kindsByPath: Readonly<Record<string, HitKind>> = {
  '/api/v2/identify': 'identify',
  '/api/v2/trackEvent': 'track',
  '/api/v2/trackLink': 'trackLink',
  '/api/v2/trackPage': 'page',
  '/v3/events': 'track',
  '/v3/events/batch': 'track',
}

/** The table of hits, accepted and rejected. */
export interface Hits {
  /** Stores an accepted hit; false where the same (key, id) is stored already, or was until lately. */
  readonly addAccepted: (arrival: Arrival, hit: CollectedHit, email: string | undefined) => boolean
  readonly addRejected: (arrival: Arrival, rejected: { id: string; received: JsonObject; problem: ApiError }) => void
  /** The newest rows, newest first. */
  readonly newest: (limit: number) => readonly HitRecord[]
  /** The rows after a given one, oldest first. */
  readonly after: (row: number) => readonly HitRecord[]
  readonly lastRow: () => number
}

/** Creates the hits' side of a database. */
export function createHits(db: Database): Hits {
  const insert = prepare(
    db,
    `INSERT INTO hits (received_at, via, encoding, key, id, cuid, email, code, message, sent, body, event_at, contact)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
     WHERE ?8 IS NOT NULL OR NOT EXISTS (SELECT 1 FROM spent_ids WHERE key = ?4 AND id = ?5) ON CONFLICT DO NOTHING`,
  )
  const newest = prepare(db, 'SELECT * FROM hits ORDER BY row DESC LIMIT ?')
  const after = prepare(db, 'SELECT * FROM hits WHERE row > ? ORDER BY row')
  const last = prepare(db, 'SELECT max(row) AS row FROM hits')
  const head = ({ receivedAt, via, encoding, key }: Arrival): unknown[] => [receivedAt, via, encoding, key]

  return {
    addAccepted: (arrival, hit, email) =>
      insert.run(...head(arrival), hit.id, arrival.cuid, email, null, null, arrival.sent, hit, eventAt(arrival, hit), hit.contact) > 0,
    addRejected(arrival, { id, received, problem }) {
      const { code, message } = problem
      insert.run(...head(arrival), id, arrival.cuid, null, code, message, arrival.sent, received, null, null)
    },
    newest: (limit) => newest.all(limit).map(toRecord),
    after: (row) => after.all(row).map(toRecord),
    lastRow: () => (last.get()?.row as number | null | undefined) ?? 0,
  }
}

/** Brings a row of the table into the form in which the inspector shows it. */
export function toRecord(row: Row): HitRecord {
  const body = JSON.parse(row.body as string) as Record<string, unknown>
  const isAccepted = row.code === null
  return {
    row: row.row as number,
    receivedAt: row.received_at as number,
    via: row.via as string,
    encoding: row.encoding as HitRecord['encoding'],
    key: row.key as string,
    id: row.id as string,
    cuid: row.cuid as string | null,
    kind: textOf(body.sib_type) ?? kindsByPath[row.via as string] ?? null,
    name: textOf(body.sib_name),
    email: row.email as string | null,
    accepted: isAccepted,
    ...(isAccepted ? {} : { code: row.code as string, message: row.message as string }),
    ts: numberOf(body.ts),
    lane: textOf(body.lane),
    seq: numberOf(body.seq),
    sent: row.sent as number | null,
    body: body as JsonObject,
  }
}

/** When a custom event happened; other hits are not listed by it. */
function eventAt(arrival: Arrival, hit: CollectedHit): number | null {
  return hit.sib_type === 'track' ? occurredAt(arrival, hit) : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
