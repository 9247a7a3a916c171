import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Libsql from 'libsql'
import type { Database } from 'libsql'
import { startProblem } from '../start-problem'
import { migrate } from './migrate'

/** Marks a file as ours, so that no other program's database is ever written to: "sibc" in ASCII. */
const applicationId = 0x73696263

/** How long a write waits for another process that has the file locked. It blocks everything else meanwhile. */
const busyTimeoutMs = 2000

/** How much a database may take. */
export interface Bounds {
  /** Most bytes of the file; what would make it larger is refused, and taken again once there is room. */
  readonly maxBytes?: number
}

/** Opens the collector's database and creates it where it is missing; every commit is on disk when it returns. */
export function openDatabase(file: string, { maxBytes = Infinity }: Bounds = {}): Database {
  const path = resolve(file)
  const wayOut = 'choose another file with --db'
  if (file === '') throw startProblem(`the database has no name; ${wayOut}`)
  if (!existsSync(dirname(path)))
    throw startProblem(`the directory ${dirname(path)} does not exist; create it, or ${wayOut}`)
  if (existsSync(path) && statSync(path).isDirectory()) throw startProblem(`${path} is a directory; ${wayOut}`)
  try {
    const db = new Libsql(path, { timeout: busyTimeoutMs })
    prepareTables(db, path)
    limitSize(db, maxBytes)
    return db
  } catch (error) {
    if (error instanceof Error && error.name === 'StartProblem') throw error
    throw startProblem(`${reasonOf(error, path)}; ${wayOut}`)
  }
}

function prepareTables(db: Database, path: string): void {
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_master').get([]) as { tables: number }
  const isOurs = pragma(db, 'application_id') === applicationId
  if (tables > 0 && !isOurs)
    throw startProblem(`${path} is the database of another program; choose another file with --db`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  // A quarter of the usual number of checkpoints, each of which waits for the disk twice; the journal grows to some 16 MB.
  db.pragma('wal_autocheckpoint = 4000')
  // What is removed is overwritten: SQLite leaves the content of removed rows in the file otherwise.
  db.pragma('secure_delete = ON')
  if (tables === 0) db.pragma(`application_id = ${applicationId}`)
  if (!migrate(db))
    throw startProblem(`${path} was written by a later version of sib-collector; choose another file with --db`)
}

/** SQLite counts in pages. A file that is larger already does not grow any more. */
function limitSize(db: Database, maxBytes: number): void {
  if (maxBytes === Infinity) return
  db.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / (pragma(db, 'page_size') as number)))}`)
}

function pragma(db: Database, name: string): unknown {
  return (db.prepare(`PRAGMA ${name}`).get([]) as Record<string, unknown>)[name]
}

function reasonOf(error: unknown, path: string): string {
  const { code } = error as { code?: unknown }
  if (code === 'SQLITE_NOTADB') return `${path} is not a SQLite database`
  if (code === 'SQLITE_BUSY') return `${path} is locked by another program`
  if (code === 'SQLITE_READONLY') return `${path} cannot be written`
  if (code === 'SQLITE_CORRUPT') return `${path} is damaged`
  return `${path} cannot be opened or created`
}
