import { realpathSync } from 'node:fs'
import Libsql from 'libsql'

/** Makes one of several processes on a database the one that forwards, for as long as it lives. */
export interface Lock {
  /** Whether this is the one; it becomes it where no other is. */
  readonly isOurs: () => boolean
  readonly release: () => void
}

/**
 * Creates the lock of a database that is there. The system holds it, on an empty file beside the database, and lets it go
 * with the process, however that ends: no lease has to be renewed, waited for, or judged by a clock.
 */
export function createLock(databaseFile: string): Lock {
  const db = new Libsql(`${realpathSync(databaseFile)}-forward`, { timeout: 0 })
  // Nothing is ever written, so a journal would only be one file more.
  db.pragma('journal_mode = MEMORY')
  let isOurs = false
  return {
    isOurs() {
      isOurs ||= begin()
      return isOurs
    },
    release() {
      // Closing alone would leave it to the garbage collector when the lock is let go.
      if (isOurs) db.exec('ROLLBACK')
      isOurs = false
      db.close()
    },
  }

  function begin(): boolean {
    try {
      db.exec('BEGIN IMMEDIATE')
      return true
    } catch (error) {
      if ((error as { code?: string }).code === 'SQLITE_BUSY') return false
      throw error
    }
  }
}
