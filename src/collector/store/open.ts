import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Libsql from 'libsql'
import type { Database } from 'libsql'
import { startProblem } from '../start-problem'

/** Marks a file as ours, so that no other program's database is ever written to: "sibc" in ASCII. */
const applicationId = 0x73696263

/** Version of the tables below. */
const schemaVersion = 1

/** How long a write waits for another process that has the file locked. It blocks everything else meanwhile. */
const busyTimeoutMs = 2000

const schema = `
  CREATE TABLE hits (
    row INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    via TEXT NOT NULL,
    encoding TEXT NOT NULL,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    cuid TEXT,
    email TEXT,
    code TEXT,
    message TEXT,
    sent REAL,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX hits_once ON hits (key, id) WHERE code IS NULL;
  CREATE INDEX hits_anonymous ON hits (key, cuid) WHERE code IS NULL AND email IS NULL;
  CREATE TABLE visitors (
    key TEXT NOT NULL,
    cuid TEXT NOT NULL,
    email TEXT NOT NULL,
    identified_at REAL NOT NULL,
    PRIMARY KEY (key, cuid)
  ) WITHOUT ROWID;
  CREATE TABLE totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE drops (reason TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
`

/** Opens the collector's database and creates it where it is missing; every commit is on disk when it returns. */
export function openDatabase(file: string): Database {
  const path = resolve(file)
  const wayOut = 'choose another file with --db'
  if (file === '') throw startProblem(`the database has no name; ${wayOut}`)
  if (!existsSync(dirname(path)))
    throw startProblem(`the directory ${dirname(path)} does not exist; create it, or ${wayOut}`)
  if (existsSync(path) && statSync(path).isDirectory()) throw startProblem(`${path} is a directory; ${wayOut}`)
  try {
    const db = new Libsql(path, { timeout: busyTimeoutMs })
    prepareTables(db, path)
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
  if (tables > 0 && pragma(db, 'user_version') !== schemaVersion)
    throw startProblem(`${path} was written by another version of sib-collector; choose another file with --db`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  // Also where there is nothing to create: a file that cannot be written is found out now.
  db.exec('BEGIN IMMEDIATE')
  if (tables === 0) db.exec(`${schema} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`)
  db.exec('COMMIT')
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
