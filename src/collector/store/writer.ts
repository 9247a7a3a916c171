import type { Database } from 'libsql'
import type { Receipt, Submission } from '../sink'

/** Stores submissions, each whole or not at all. */
export interface Writer {
  /** Resolves when the submission is on disk. */
  readonly write: (submission: Submission) => Promise<Receipt>
  /** Commits what waits; nothing is taken afterwards. */
  readonly close: () => void
}

/** What a writer does around and within its transactions. */
export interface WriterSteps {
  /** Within a transaction: makes the changes of a group. */
  readonly apply: (group: readonly Submission[]) => readonly Receipt[]
  /** Once the group is on disk. */
  readonly onCommit: () => void
}

interface Waiting {
  readonly submission: Submission
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: Error) => void
}

/**
 * Creates a group commit: what arrived while the last commit was under way goes into the next one. There is no fixed
 * window; one of 5 ms would limit 32 connections to some 6,400 hits a second.
 */
export function createWriter(db: Database, { apply, onCommit }: WriterSteps): Writer {
  let waiting: Waiting[] = []
  let isClosed = false

  const commit = (group: readonly Waiting[]): void => {
    try {
      const receipts = inTransaction(db, () => apply(group.map(({ submission }) => submission)))
      for (const [index, { resolve }] of group.entries()) resolve(receipts[index] ?? {})
    } catch (error) {
      // One submission that cannot be stored must not take the others of its group with it.
      if (group.length > 1) for (const one of group) commit([one])
      else for (const { reject } of group) reject(error as Error)
      return
    }
    onCommit()
  }

  const flush = (): void => {
    const group = waiting
    waiting = []
    if (group.length > 0) commit(group)
  }

  return {
    write: (submission) =>
      new Promise((resolve, reject) => {
        if (isClosed) {
          reject(new Error('the store is closed'))
          return
        }
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ submission, resolve, reject })
      }),
    close() {
      flush()
      isClosed = true
    },
  }
}

function inTransaction<T>(db: Database, work: () => T): T {
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
