import type { Database } from 'libsql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTombstones } from '../people/tombstones'
import { prepareRelay } from '../relay/schema'
import { useTestDirectory } from '../test-directory'
import { openDatabase } from './open'
import { createRetention } from './retention'
import type { Keeping } from './retention'
import { openStore } from './store'
import type { Store } from './store'

const day = 86_400_000
const keepIdsDays = 30
const inDirectory = useTestDirectory()
let file: string
let db: Database
let store: Store | undefined
let today: number

beforeEach(() => {
  file = inDirectory('a.db')
  today = 1000
  db = openDatabase(file)
})
afterEach(() => {
  store?.close()
  store = undefined
  db.close()
})

const now = (): number => today * day
const write = async (id: string, accepted = true): Promise<void> => {
  store ??= openStore(file, { now })
  const arrival = { receivedAt: now(), via: '/p', encoding: 'json', key: 'k', cuid: 'v', sent: null } as const
  const problem = { code: 'invalid_parameter', message: 'no' } as const
  await store.write({
    arrival,
    hits: [accepted ? { accepted, hit: { id, sib_type: 'page' } } : { accepted: false, id, received: {}, problem }],
  })
}
/** Many at once: each insertion by itself waits for the disk. */
const insert = (count: number, name: string, at = now()): void =>
  void db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO hits (received_at, via, encoding, key, id, body) SELECT ${at}, '/p', 'json', 'key of some length', '${name}' || i, '{}' FROM n`)
const prune = (keeping: Partial<Keeping>): void => {
  const retention = createRetention(db, { keepDays: Infinity, keepRejectedDays: Infinity, keepIdsDays, ...keeping }, now)
  while (retention.prune());
}
const stored = (): string[] => (store?.newest(2000) ?? []).map(({ id }) => id).reverse()

describe('retention', () => {
  it('removes what is older, and nothing where it is told nothing', async () => {
    await write('a')
    await write('refused', false)
    today += 10
    await write('b')
    prune({})
    expect(stored()).toEqual(['a', 'refused', 'b'])
    prune({ keepDays: 9 })
    expect(stored()).toEqual(['refused', 'b'])
    prune({ keepRejectedDays: 9 })
    expect(stored()).toEqual(['b'])
  })

  it('knows the ids of what it removed for longer than a tracker tries', async () => {
    await write('a')
    today += 2
    prune({ keepDays: 1 })
    expect(stored()).toEqual([])
    today += 7
    prune({ keepDays: 1 })
    await write('a')
    expect(stored()).toEqual([])
    expect(store?.totals()).toMatchObject({ accepted: 1, duplicates: 1 })
    today += keepIdsDays
    prune({ keepDays: 1 })
    await write('a')
    expect(stored()).toEqual(['a'])
  })

  it('knows them as long as it is told to, and for ever', async () => {
    await write('a')
    today += 2
    prune({ keepDays: 1, keepIdsDays: 8 })
    today += 7
    for (const keepIdsDays of [8, Infinity]) {
      prune({ keepDays: 1, keepIdsDays })
      await write('a')
      expect(stored()).toEqual(keepIdsDays === 8 ? ['a'] : [])
      today += 1000
    }
  })

  it('still stores a refused request under an id that was spent', async () => {
    await write('a')
    today += 2
    prune({ keepDays: 1 })
    await write('a', false)
    expect(stored()).toEqual(['a'])
  })

  it('lets tombstones go with the ids', () => {
    const { add, keepsOut } = createTombstones(db)
    const stands = (): boolean => keepsOut({ cuid: 'v', email: undefined, at: 0 })
    add('visitor', 'v', now())
    today += keepIdsDays - 1
    prune({})
    expect(stands()).toBe(true)
    today += 2
    prune({})
    expect(stands()).toBe(false)
  })

  it('goes in steps until all is gone', async () => {
    insert(1700, 'id', 1)
    await write('b')
    prune({ keepDays: 9 })
    expect(stored()).toEqual(['b'])
  })

  it('leaves what waits to be forwarded where it is told to, and takes it once it is delivered', async () => {
    prepareRelay(db)
    await write('waits')
    db.exec("UPDATE hits SET email = 'ann@a.test'")
    await write('a')
    today += 10
    prune({ keepDays: 9, keepWaiting: true })
    expect(stored()).toEqual(['waits'])
    db.exec('DELETE FROM relay_queue')
    prune({ keepDays: 9, keepWaiting: true })
    expect(stored()).toEqual([])
  })

  it('keeps what was refused there as long as the relay does', async () => {
    prepareRelay(db)
    await write('dead')
    db.exec("INSERT INTO relay_dead SELECT row, 1, 400, 'invalid_parameter', 'no' FROM hits")
    today += 10
    prune({ keepDays: 9, keepWaiting: true })
    expect(stored()).toEqual(['dead'])
    db.exec('DELETE FROM relay_dead')
    prune({ keepDays: 9, keepWaiting: true })
    expect(stored()).toEqual([])
  })

  it('passes over what came while the clock was ahead', async () => {
    insert(600, 'ahead', now() + 400 * day)
    await write('a')
    today += 10
    await write('b')
    prune({ keepDays: 9 })
    expect(stored().slice(600)).toEqual(['b'])
  })

  it('gets to what came after a long time of that, a stretch each round', async () => {
    insert(12_000, 'ahead', now() + 700 * day)
    insert(6000, 'id')
    const { prune: step } = createRetention(db, { keepDays: 9, keepRejectedDays: Infinity, keepIdsDays }, now)
    const left = (): number => (db.prepare('SELECT count(*) AS count FROM hits').get([]) as { count: number }).count
    const round = (): readonly [steps: number, left: number] => {
      let steps = 1
      while (step()) steps++
      return [steps, left()]
    }
    today += 10
    // All of two stretches are young, and the third holds the first of the old ones.
    expect([round(), round(), round(), round()]).toEqual([[1, 18_000], [1, 18_000], [13, 12_000], [1, 12_000]])
    await write('b')
    today += 10
    for (let count = 0; count < 4; count++) round()
    expect(left()).toBe(12_000)
  })

  it('makes room in a file that may not grow', async () => {
    insert(900, 'id')
    const { page_count: pages } = db.prepare('PRAGMA page_count').get([]) as { page_count: number }
    db.pragma(`max_page_count = ${pages}`)
    today += 2
    prune({ keepDays: 1 })
    await write('new')
    expect(stored()).toEqual(['new'])
  })

  it('is the store’s own business once it is open', async () => {
    await write('a')
    store?.close()
    today += 10
    store = openStore(file, { keepDays: 9, now })
    await vi.waitFor(() => expect(stored()).toEqual([]))
  })
})
