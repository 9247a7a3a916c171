import type { Database } from 'libsql'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Submission } from '../sink'
import { createWriter } from './writer'
import type { Writer } from './writer'

const submission = (key: string, hits = 0): Submission => ({
  arrival: { receivedAt: 0, via: '/p', encoding: 'json', key, cuid: null, sent: null },
  hits: Array.from({ length: hits }, () => ({ accepted: true, hit: { id: 'id', sib_type: 'page' } })),
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
    'F54: refuses a group as a whole, at once, where the file is at fault (%s), and stores again afterwards',
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

describe('a group', () => {
  afterEach(() => vi.restoreAllMocks())

  /** A writer that says how many hits each of its commits had. */
  function counting(): { writer: Writer; commits: number[] } {
    const commits: number[] = []
    const { db } = scripted(() => undefined)
    const writer = createWriter(db, {
      apply(group) {
        commits.push(group.reduce((sum, { hits }) => sum + hits.length, 0))
        return group.map(() => ({}))
      },
      onCommit: () => undefined,
    })
    return { writer, commits }
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  /** Writes in each of so many turns of the event loop; all of it is stored in the end. */
  async function feed({ write }: Writer, turns: number, hits: number, each: () => void = () => undefined): Promise<void> {
    const writes: Promise<unknown>[] = []
    for (let count = 0; count < turns; count++) {
      writes.push(write(submission('k', hits)))
      each()
      await turn()
    }
    await Promise.all(writes)
  }

  it('grows as long as each turn brings more, by hits and not by requests, to 500', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(0)
    const { writer, commits } = counting()
    const seen: number[] = []
    await feed(writer, 20, 50, () => void seen.push(commits.length))
    expect(commits).toEqual([500, 500])
    expect(seen.at(-1)).toBe(1)
  })

  it('ends after 5 ms, whatever else comes', async () => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const { writer, commits } = counting()
    await feed(writer, 30, 1, () => void (now += 1))
    expect(commits.length).toBeGreaterThanOrEqual(5)
    expect(Math.max(...commits)).toBeLessThanOrEqual(6)
    expect(commits[0]).toBeGreaterThan(1)
  })

  it('is divided where one turn brings more, but never within a request', async () => {
    const { writer, commits } = counting()
    await Promise.all([300, 200, 200, 700, 100, 1].map((hits) => writer.write(submission('k', hits))))
    expect(commits).toEqual([500, 200, 700, 101])
  })

  it('is not waited for when the writer closes', async () => {
    const { writer, commits } = counting()
    const writes = [300, 300].map((hits) => writer.write(submission('k', hits)))
    writer.close()
    expect(commits).toEqual([300, 300])
    await Promise.all(writes)
  })
})
