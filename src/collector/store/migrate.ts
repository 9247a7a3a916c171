import type { Database } from 'libsql'
import { migrations } from './migrations'
import { inTransaction } from './transaction'

/**
 * Brings a database to the present version, all of it or nothing: who is interrupted finds the version from before. A
 * database of a later version is left alone and answered with false.
 */
export function migrate(db: Database): boolean {
  // Also where there is nothing to do: a file that cannot be written is found out now, and two processes that start
  // together migrate one after the other.
  return inTransaction(db, () => {
    const version = versionOf(db)
    if (version > migrations.length) return false
    if (version < migrations.length) db.exec(`${migrations.slice(version).join('')} PRAGMA user_version = ${migrations.length}`)
    return true
  })
}

function versionOf(db: Database): number {
  return (db.prepare('PRAGMA user_version').get([]) as { user_version: number }).user_version
}
