import type { Attached, HitRecord, Totals } from '../inspector/record'
import type { Sink } from '../sink'
import { createLedger } from './ledger'
import { openDatabase } from './open'
import { createWriter } from './writer'

/** What one commit brought. */
export interface Commit {
  /** New rows, oldest first. */
  readonly records: readonly HitRecord[]
  readonly attached: readonly Attached[]
  readonly totals: Totals
}

/** The sink of a single machine: a SQLite file. */
export interface Store extends Sink {
  /** The newest hits, newest first, rejected ones included. */
  newest(limit: number): readonly HitRecord[]
  totals(): Totals
  /** Calls after every commit; returns the undo. */
  onCommit(listener: (commit: Commit) => void): () => void
  /** Commits what waits and closes the file. */
  close(): void
}

/** Opens the store in a file, which is created where it is missing. */
export function openStore(file: string): Store {
  const db = openDatabase(file)
  const ledger = createLedger(db)
  const listeners = new Set<(commit: Commit) => void>()
  let attached: Attached[] = []
  let lastToldRow = 0

  const writer = createWriter(db, {
    apply(group) {
      const entries = group.map(ledger.enter)
      attached = entries.flatMap((entry) => entry.attached)
      return entries.map((entry) => entry.receipt)
    },
    onCommit() {
      if (listeners.size === 0) return
      const commit: Commit = { records: ledger.after(lastToldRow), attached, totals: ledger.totals() }
      lastToldRow = commit.records.at(-1)?.row ?? lastToldRow
      for (const listener of listeners) listener(commit)
    },
  })

  return {
    write: writer.write,
    newest: ledger.newest,
    totals: ledger.totals,
    onCommit(listener) {
      if (listeners.size === 0) lastToldRow = ledger.lastRow()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      writer.close()
      listeners.clear()
      db.close()
    },
  }
}
