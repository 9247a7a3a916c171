import type { Attached, HitRecord, Totals } from '../inspector/record'
import { createAttributeReader } from '../people/attributes'
import type { Sink } from '../sink'
import type { FindEvents } from '../v3/listing'
import { createAnnouncements } from './announce'
import type { Commit } from './announce'
import { createCustomEvents } from './custom-events'
import { createLedger } from './ledger'
import { createLookup } from './lookup'
import type { Lookup } from './lookup'
import { openDatabase } from './open'
import type { Bounds } from './open'
import { createRetention } from './retention'
import type { Keeping } from './retention'
import { inTransaction } from './transaction'
import { keepUp } from './upkeep'
import { createWriter } from './writer'

/** What a store is told; everything is kept, and of any size, where it is told nothing. */
export interface StoreOptions extends Partial<Keeping>, Bounds {
  /** Names of contact attributes beside the standard ones. */
  readonly attributes?: readonly string[]
  readonly now?: () => number
}

/** The sink of a single machine: a SQLite file. */
export interface Store extends Sink {
  /** The newest hits, newest first, rejected ones included. */
  newest(limit: number): readonly HitRecord[]
  totals(): Totals
  /** Custom events for `GET v3/events`. */
  readonly findEvents: FindEvents
  readonly lookup: Lookup
  /** Calls after every commit; returns the undo. */
  onCommit(listener: (commit: Commit) => void): () => void
  /** Commits what waits and closes the file. */
  close(): void
}

/** Opens the store in a file, which is created where it is missing. */
export function openStore(file: string, options: StoreOptions = {}): Store {
  const { attributes, keepDays = Infinity, keepRejectedDays = Infinity, keepIdsDays = Infinity, keepWaiting = false, now } = options
  const db = openDatabase(file, options)
  const ledger = createLedger(db, createAttributeReader(attributes))
  const retention = keepUp(createRetention(db, { keepDays, keepRejectedDays, keepIdsDays, keepWaiting }, now).prune)
  const announcements = createAnnouncements(ledger)
  let attached: Attached[] = []

  const attaching = keepUp(() => {
    if (!ledger.isAnyLeft()) return false
    const step = inTransaction(db, ledger.step)
    if (step?.done) announcements.committed([step.done])
    return step !== undefined
  })

  const writer = createWriter(db, {
    apply(group) {
      const entries = ledger.enter(group)
      attached = entries.flatMap((entry) => entry.attached)
      return entries.map((entry) => entry.receipt)
    },
    onCommit() {
      if (ledger.isAnyLeft()) attaching.soon()
      announcements.committed(attached)
    },
  })

  return {
    write: writer.write,
    newest: ledger.newest,
    totals: ledger.totals,
    findEvents: createCustomEvents(db),
    lookup: createLookup(db),
    onCommit: announcements.onCommit,
    close() {
      writer.close()
      retention.end()
      attaching.end()
      announcements.end()
      db.close()
    },
  }
}
