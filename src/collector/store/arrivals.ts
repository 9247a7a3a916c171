import type { Database } from 'libsql'
import type { ArrivalReport, Arrivals, Sender } from '../inspector/query'
import { fromBytes } from './raw-text'
import { prepare } from './statement'
import type { Row } from './statement'
import { boundedCount } from './sums'

/** Most groups that are told; someone who invents sites makes more. */
const maxGroups = 2000

/** The origin of an address, as text: what stands before the first slash after the host's first letter. */
const site = "CASE WHEN url LIKE 'http://_%' OR url LIKE 'https://_%' THEN substr(url, 1, 7 + instr(substr(url || '/', 9), '/')) ELSE '' END"

const groups = `
  SELECT CAST(${site} AS BLOB) AS site, key, via, encoding, lane IS NOT NULL AS has_lane,
    CAST(iif(typeof(kind) = 'text', kind, NULL) AS BLOB) AS kind, code, message, count(*) AS count,
    count(email) AS known, min(received_at) AS first_at, max(received_at) AS last_at,
    max(ifnull(sent - ts, 0)) AS wait, max(ifnull(abs(received_at - sent), 0)) AS clock_error
  FROM (
    SELECT *, coalesce(json_extract(body, '$.ma_url'), json_extract(body, '$.origin')) AS url, json_extract(body, '$.lane') AS lane,
      json_extract(body, '$.sib_type') AS kind, json_extract(body, '$.ts') AS ts
    FROM hits WHERE row > ?
  )
  WHERE kind IS NOT 'dropped'
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY max(row) DESC LIMIT ?`

// Each number is bounded, too: a sum that comes by infinity is null.
const lost = boundedCount(`total(${boundedCount('reasons.value')})`)

const losses = `
  SELECT hits.key, CAST(reasons.key AS BLOB) AS reason, ${lost} AS count
  FROM (SELECT * FROM hits WHERE row > ? AND code IS NULL) AS hits, json_each(body, '$.properties') AS reasons
  WHERE json_extract(body, '$.sib_type') = 'dropped' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT ?`

/** Creates the report on what has arrived after a row. */
export function createArrivals(db: Database, afterRow: () => number): () => ArrivalReport {
  const select = prepare(db, groups)
  const selectLosses = prepare(db, losses)
  const count = prepare(db, 'SELECT count(*) AS count FROM hits WHERE row > ?')
  return () => {
    const row = afterRow()
    return {
      arrivals: select.all(row, maxGroups).map(toArrivals),
      examined: count.get(row)?.count as number,
      dropped: selectLosses.all(row, maxGroups).map((loss) => ({
        key: loss.key as string,
        reason: fromBytes(loss.reason),
        count: loss.count as number,
      })),
    }
  }
}

function toArrivals(row: Row): Arrivals {
  return {
    site: fromBytes(row.site),
    key: row.key as string,
    sender: senderOf(row),
    kind: row.kind === null ? null : fromBytes(row.kind),
    code: row.code as string | null,
    message: row.message as string | null,
    count: row.count as number,
    known: row.known as number,
    firstAt: row.first_at as number,
    lastAt: row.last_at as number,
    longestWaitMs: Math.max(0, row.wait as number),
    clockErrorMs: row.clock_error as number,
  }
}

/** Our tracker alone names lanes; early scripts put the fields into the address, later ones send them as JSON. */
function senderOf({ via, encoding, has_lane: hasLane }: Row): Sender {
  const path = String(via)
  if (path.startsWith('/v3/')) return 'server'
  if (path.startsWith('/api/v2/')) return 'rest'
  if (hasLane === 1) return 'tracker'
  if (encoding === 'query') return 'early'
  return encoding === 'form' ? 'form' : 'published'
}
