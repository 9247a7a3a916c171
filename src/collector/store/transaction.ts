import type { Database } from 'libsql'

/** Does work that is on disk as a whole when this returns, or undone as a whole when it throws. */
export function inTransaction<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // A failed COMMIT may have rolled back already.
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}
