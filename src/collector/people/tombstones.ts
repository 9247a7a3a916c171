import { createHash } from 'node:crypto'
import type { Database } from 'libsql'
import { prepare } from '../store/statement'

/**
 * Whose late events stay out. `email`: all of a contact's. `visitor`: all of a visitor's. `anonymous`: those of a visitor
 * who was the contact's, where the event itself names nobody; somebody else who used the same browser loses nothing.
 * `label`: those of a contact under another name than the e-mail, where the event says no e-mail.
 */
export type TombstoneKind = 'email' | 'visitor' | 'anonymous' | 'label'

/** Where an event comes from, as far as tombstones go. */
export interface Origin {
  readonly cuid: string | null
  /** The contact that the event itself names. */
  readonly email: string | undefined
  /** What else the event calls its contact; none where it says an e-mail. */
  readonly labels?: readonly string[]
  /** When it happened, in ms since the epoch by the collector's clock. */
  readonly at: number
}

/** What has been erased, as hashes: that somebody was erased must not be a way to find out who. */
export interface Tombstones {
  /** Whether there are any. */
  readonly exist: () => boolean
  /** Whether an event belongs to somebody who was erased after it happened: a late retry, or one that waited in a browser. */
  readonly keepsOut: (origin: Origin) => boolean
  readonly add: (kind: TombstoneKind, name: string, erasedAt: number) => void
}

/** Creates the tombstones' side of a database. */
export function createTombstones(db: Database): Tombstones {
  const any = prepare(db, 'SELECT 1 FROM tombstones LIMIT 1')
  const find = prepare(db, 'SELECT 1 FROM tombstones WHERE kind = ? AND hash = ? AND erased_at >= ?')
  const insert = prepare(
    db,
    'INSERT INTO tombstones VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET erased_at = max(erased_at, excluded.erased_at)',
  )
  const stands = (kind: TombstoneKind, name: string, at: number): boolean => find.get(kind, hashOf(kind, name), at) !== undefined

  return {
    exist: () => any.get() !== undefined,
    keepsOut({ cuid, email, labels = [], at }) {
      if (email !== undefined && stands('email', email, at)) return true
      if (labels.some((label) => stands('label', label, at))) return true
      if (cuid === null) return false
      return stands('visitor', cuid, at) || (email === undefined && stands('anonymous', cuid, at))
    },
    add: (kind, name, erasedAt) => void insert.run(kind, hashOf(kind, name), erasedAt),
  }
}

function hashOf(kind: TombstoneKind, name: string): string {
  return createHash('sha256').update(kind === 'email' ? name.toLowerCase() : name).digest('hex')
}
