import type { Database } from 'libsql'
import { describe, expect, it } from 'vitest'
import type { Submission } from '../sink'
import { createWriter } from './writer'

const submission = (key: string): Submission => ({
  arrival: { receivedAt: 0, via: '/p', encoding: 'json', key, cuid: null, sent: null },
  hits: [],
})

/** A database that says what it was told, and fails as the test wants it to. */
function scripted(fail: (sql: string) => string | undefined): { db: Database; said: string[] } {
  const said: string[] = []
  const exec = (sql: string): void => {
    said.push(sql)
    const code = fail(sql)
    if (code !== undefined) throw Object.assign(new Error(code), { code })
  }
  return { db: { exec, inTransaction: false } as unknown as Database, said }
}

const outcomes = (writes: readonly Promise<unknown>[]): Promise<string[]> =>
  Promise.allSettled(writes).then((results) => results.map((result) => (result.status === 'fulfilled' ? 'stored' : (result.reason as Error).message)))

describe('a writer', () => {
  it.each(['SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_READONLY_DBMOVED', 'SQLITE_IOERR_WRITE', 'SQLITE_BUSY'])(
    'refuses a group as a whole, at once, where the file is at fault (%s), and stores again afterwards',
    async (code) => {
      let isBroken = true
      const { db, said } = scripted((sql) => (isBroken && sql === 'COMMIT' ? code : undefined))
      const { write } = createWriter(db, { apply: (group) => group.map(() => ({})), onCommit: () => undefined })
      expect(await outcomes(['a', 'b', 'c'].map((key) => write(submission(key))))).toEqual([code, code, code])
      expect(said.filter((sql) => sql === 'COMMIT')).toHaveLength(1)
      isBroken = false
      expect(await outcomes([write(submission('d'))])).toEqual(['stored'])
    },
  )

  it('tries one by one where a submission is at fault', async () => {
    const { db } = scripted(() => undefined)
    const apply = (group: readonly Submission[]) => {
      if (group.some(({ arrival }) => arrival.key === 'bad')) throw Object.assign(new Error('bad'), { code: 'SQLITE_TOOBIG' })
      return group.map(() => ({}))
    }
    const { write } = createWriter(db, { apply, onCommit: () => undefined })
    expect(await outcomes(['a', 'bad', 'c'].map((key) => write(submission(key))))).toEqual(['stored', 'bad', 'stored'])
  })

  it('answers before others are told, and whatever becomes of them', async () => {
    const { db } = scripted(() => undefined)
    const { write } = createWriter(db, {
      apply: (group) => group.map(() => ({})),
      onCommit() {
        throw new Error('cannot be read')
      },
    })
    expect(await outcomes([write(submission('a')), write(submission('b'))])).toEqual(['stored', 'stored'])
  })
})
