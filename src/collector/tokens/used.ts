import { createHash } from 'node:crypto'
import type { Database } from 'libsql'
import { prepare } from '../store/statement'
import { createSums } from '../store/sums'

/** What has come of tokens, over the life of the database. */
export interface TokenCounts {
  /** Visitors who became known. */
  readonly used: number
  /** Tokens that another visitor had used before. */
  readonly reused: number
  readonly expired: number
  readonly forged: number
  /** Tokens of one contact, carried by a visitor who is known as another; they stay unused. */
  readonly conflicting: number
}

/** A visitor who carries a valid token. */
export interface Use {
  readonly id: string
  readonly key: string
  readonly cuid: string
  readonly expiresAtMs: number
}

/** Whom a visitor is known as, and since when: when they said so, in ms since the epoch. */
export interface Identity {
  readonly email: string
  readonly at: number
}

/** Which tokens have been used, and by whom. */
export interface UsedTokens {
  /**
   * Uses a token up, on disk before it returns. `again`: by the same visitor, whose every hit on a page carries it, and who
   * sends again what was not acknowledged.
   */
  readonly use: (use: Use, nowMs: number) => 'first' | 'again' | 'reused'
  /** The contact that a visitor is known as. */
  readonly identityOf: (key: string, cuid: string) => Identity | undefined
  readonly count: (name: keyof TokenCounts) => void
  readonly counts: () => TokenCounts
  /** Writes the counts down. They are kept in memory meanwhile: a flood of forged tokens must not cost a write each. */
  readonly flush: () => void
}

const schema = `
  CREATE TABLE IF NOT EXISTS token_uses (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS token_uses_by_expiry ON token_uses (expires_at);
  CREATE TABLE IF NOT EXISTS token_counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
`

const none: TokenCounts = { used: 0, reused: 0, expired: 0, forged: 0, conflicting: 0 }

/** Creates the tokens' side of a database. */
export function createUsedTokens(db: Database): UsedTokens {
  db.exec(schema)
  const insert = prepare(db, 'INSERT OR IGNORE INTO token_uses VALUES (?, ?, ?)')
  const user = prepare(db, 'SELECT visitor FROM token_uses WHERE id = ?')
  const forget = prepare(db, 'DELETE FROM token_uses WHERE expires_at <= ?')
  const identity = prepare(db, 'SELECT email, identified_at AS at FROM visitors WHERE key = ? AND cuid = ?')
  const stored = createSums(db, 'token_counts')
  let pending: Record<string, number> = {}

  return {
    use({ id, key, cuid, expiresAtMs }, nowMs) {
      // What has expired is refused without a look at this table.
      forget.run(nowMs)
      const visitor = fingerprint(id, key, cuid)
      if (insert.run(id, visitor, expiresAtMs) > 0) return 'first'
      return user.get(id)?.visitor === visitor ? 'again' : 'reused'
    },
    identityOf: (key, cuid) => identity.get(key, cuid) as Identity | undefined,
    count: (name) => void (pending[name] = (pending[name] ?? 0) + 1),
    counts() {
      const sums: Record<string, number> = { ...none, ...stored.read() }
      for (const [name, count] of Object.entries(pending)) sums[name] = (sums[name] ?? 0) + count
      return sums as unknown as TokenCounts
    },
    flush() {
      const counts = pending
      pending = {}
      stored.add(counts)
    },
  }
}

/** Enough to know a visitor again, and nothing to find or to erase one by: it is another for each token. */
function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
