import type { Database } from 'libsql'
import type { CollectedHit } from '../sink'
import type { FindEvents, FoundEvent } from '../v3/listing'
import { createSlices } from './event-slices'
import { prepare } from './statement'
import type { Row } from './statement'
import { createTurns } from './turns'

/** An event that named its contact keeps it; a browser's belongs to whoever the visitor turned out to be. */
const contactId = `coalesce(contact, (SELECT contact FROM contact_keys WHERE kind = 'email_id' AND value = hits.email COLLATE NOCASE))`

/** How many rows a slice has at first and at most, and how long it should take: hits wait meanwhile. */
const [firstRows, maxRows, wantedMs] = [100, 1000, 5]

/**
 * Creates the side of a database that finds custom events, from servers and browsers alike. All that match are counted, and
 * so read; that is done in slices, each in a turn of its own.
 */
export function createCustomEvents(db: Database): FindEvents {
  const sliceQuery = createSlices(db)
  const find = prepare(
    db,
    `SELECT body, event_at, ${contactId} AS contact FROM hits WHERE row IN (SELECT value FROM json_each(?)) ORDER BY event_at DESC, row DESC`,
  )
  const turn = createTurns()

  return async function* ({ limit, offset, ...filters }) {
    const next = sliceQuery(filters)
    let [before, size] = [0, firstRows]
    for (;;) {
      await turn()
      const startedAt = performance.now()
      const { matching, isLast } = next(size)
      const shown = matching.slice(Math.max(0, offset - before), Math.max(0, offset + limit - before))
      before += matching.length
      const events = shown.length > 0 ? find.all(shown).map(toFound) : []
      // Taken before the part is told: whoever reads it may take any time.
      size = performance.now() - startedAt < wantedMs ? Math.min(size * 2, maxRows) : Math.ceil(size / 2)
      yield { events, count: matching.length }
      if (isLast) return
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
