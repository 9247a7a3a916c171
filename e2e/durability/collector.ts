import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Libsql from 'libsql'
import { apiKey } from './post'

/** Arguments that start a collector on this database, on free ports, which takes from servers as much as they can send. */
export function collectorOn(file: string): readonly string[] {
  const config = join(dirname(file), 'settings.json')
  writeFileSync(config, JSON.stringify({ apiKeys: [apiKey], maxApiRequestsPerSecond: 'none', maxApiRequestsPerHour: 'none' }))
  return ['dist/collector.mjs', '--json', '--port', '0', '--inspector-port', '0', '--db', file, '--config', config]
}

/** What a database holds after its collector has ended. */
export interface Stored {
  /** How often each event is there, by its name; what was refused is among them. */
  readonly counts: ReadonlyMap<string, number>
  /** Events that came again when they were stored already. */
  readonly duplicates: number
  /** What SQLite says of its own file: "ok" where it is sound. */
  readonly integrity: string
}

/** Reads it as any program can. */
export function readStored(file: string): Stored {
  const db = new Libsql(file)
  try {
    const rows = db.prepare("SELECT ifnull(body ->> '$.sib_name', 'row ' || row) AS name, count(*) AS count FROM hits GROUP BY 1").all()
    const total = db.prepare("SELECT ifnull(sum(count), 0) AS duplicates FROM totals WHERE name = 'duplicates'").get([]) as { duplicates: number }
    const check = db.prepare('PRAGMA integrity_check').get([]) as { integrity_check: string }
    return {
      counts: new Map((rows as { name: string; count: number }[]).map(({ name, count }) => [name, count])),
      duplicates: total.duplicates,
      integrity: check.integrity_check,
    }
  } finally {
    db.close()
  }
}
