import type { Database } from 'libsql'
import type { JsonObject } from '../../contract/event'
import { fromBytes } from '../store/raw-text'
import { prepare } from '../store/statement'
import type { AttributeValue, ReadAttributes } from './attributes'

/** What is known of contacts beyond their events. To be written inside the writer's transaction only. */
export interface Profiles {
  /** Takes what an event of a contact's says about them; `at` is when it happened, in ms since the epoch. */
  readonly learn: (email: string, properties: JsonObject | undefined, at: number) => void
  /** A contact's attributes by name; emptied ones are left out. */
  readonly attributesOf: (email: string) => Readonly<Record<string, AttributeValue>>
}

/** Creates the profiles' side of a database. */
export function createProfiles(db: Database, readAttributes: ReadAttributes): Profiles {
  // A late retry of an older event must not undo what a newer one said.
  const set = prepare(
    db,
    `INSERT INTO attributes (email, name, value, changed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
     WHERE excluded.changed_at >= changed_at`,
  )
  // As bytes: a migration took what is in there out of JSON.
  const select = prepare(db, "SELECT name, CAST(value AS BLOB) AS value FROM attributes WHERE email = ? AND value <> 'null' ORDER BY name")

  return {
    learn(email, properties, at) {
      if (properties === undefined) return
      for (const { name, value } of readAttributes(properties)) set.run(email, name, JSON.stringify(value), at)
    },
    attributesOf: (email) =>
      Object.fromEntries(select.all(email).map((row) => [row.name as string, JSON.parse(fromBytes(row.value)) as AttributeValue])),
  }
}
