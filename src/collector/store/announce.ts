import type { Attached, HitRecord, Totals } from '../inspector/record'
import type { Ledger } from './ledger'

/** What one commit brought. */
export interface Commit {
  /** New rows, oldest first. */
  readonly records: readonly HitRecord[]
  readonly attached: readonly Attached[]
  readonly totals: Totals
}

/** Tells whoever listens what commits bring; without listeners nothing is read. */
export interface Announcements {
  /** To be called after a commit, with what it attached to contacts. */
  readonly committed: (attached: readonly Attached[]) => void
  /** Calls after every commit from now on; returns the undo. */
  readonly onCommit: (listener: (commit: Commit) => void) => () => void
  /** Forgets all listeners. */
  readonly end: () => void
}

/** Creates the announcements of a ledger. */
export function createAnnouncements(ledger: Pick<Ledger, 'after' | 'lastRow' | 'totals'>): Announcements {
  const listeners = new Set<(commit: Commit) => void>()
  let lastToldRow = 0
  return {
    committed(attached) {
      if (listeners.size === 0) return
      const commit: Commit = { records: ledger.after(lastToldRow), attached, totals: ledger.totals() }
      lastToldRow = commit.records.at(-1)?.row ?? lastToldRow
      for (const listener of listeners) listener(commit)
    },
    onCommit(listener) {
      if (listeners.size === 0) lastToldRow = ledger.lastRow()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    end: () => listeners.clear(),
  }
}
