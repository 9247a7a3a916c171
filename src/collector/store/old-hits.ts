import type { Database } from 'libsql'
import { prepare } from './statement'
import type { Row, Statement } from './statement'

/** Most rows that one step removes: events wait meanwhile. */
export const stepRows = 500

/** How many rows' numbers one step looks at beyond the oldest: some milliseconds. */
const stretchRows = 5000

/** The accepted hits that may go: all, or those that no relay has still to do with. */
const candidates = (keepWaiting: boolean): string =>
  `code IS NULL ${keepWaiting ? 'AND row NOT IN (SELECT hit FROM relay_queue UNION ALL SELECT hit FROM relay_dead)' : ''}`

/**
 * Creates the removal of accepted hits that came before a time, a step at each call; it answers with key, id and time of
 * receipt of what it removed. The oldest rows are looked at in the order of arrival, which spares an index on the time. Those
 * that came while the clock was ahead look young for longer than what came after them, and may be any number: so each step
 * looks at a stretch of the others too, the next one each time, around and around.
 */
export function createOldHits(db: Database, keepWaiting: boolean): (before: number) => readonly Row[] {
  const remove = (rows: string): Statement => prepare(db, `DELETE FROM hits WHERE row IN (${rows}) RETURNING row, key, id, received_at`)
  const removeOldest = remove(
    `SELECT row FROM (SELECT row, received_at FROM hits WHERE ${candidates(keepWaiting)} ORDER BY row LIMIT ${stepRows}) WHERE received_at < ?`,
  )
  const removeBetween = remove(
    `SELECT row FROM hits WHERE row > ?2 AND row <= ?3 AND ${candidates(keepWaiting)} AND received_at < ?1 ORDER BY row LIMIT ?4`,
  )
  // Two looks: SQLite would read the whole table to find both ends in one.
  const ends = prepare(db, 'SELECT (SELECT min(row) FROM hits) AS first, (SELECT max(row) FROM hits) AS last')
  let place = 0

  return (before) => {
    const oldest = removeOldest.all(before)
    const room = stepRows - oldest.length
    const { first, last } = ends.get() as { readonly first: number | null; readonly last: number | null }
    if (room === 0 || first === null || last === null) return oldest
    const start = place < last ? Math.max(place, first - 1) : first - 1
    const others = removeBetween.all(before, start, start + stretchRows, room)
    // On from the last that was removed: the rest of the stretch may be old, too.
    place = others.length < room ? start + stretchRows : Math.max(...others.map(({ row }) => row as number))
    return [...oldest, ...others]
  }
}
