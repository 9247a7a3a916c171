import { readdirSync, writeFileSync } from 'node:fs'
import Libsql from 'libsql'
import { beforeEach, describe, expect, it } from 'vitest'
import { isStartProblem } from '../start-problem'
import { openDatabase } from '../store/open'
import { openStore } from '../store/store'
import { useTestDirectory } from '../test-directory'
import { answerAboutDeadLetters } from './dead-letters'
import { createQueue } from './queue'
import { isPrepared, prepareRelay } from './schema'
import { submission } from './testing'

const inDirectory = useTestDirectory()
let file: string
beforeEach(() => void (file = inDirectory('test.db')))

const refusal = { status: 400, code: 'invalid_parameter', message: 'no such attribute' }

/** Stores hits, the first so many of which are refused, one after the other. */
async function bury(hits: Parameters<typeof submission>[0], dead = hits.length, reason = refusal): Promise<void> {
  const store = openStore(file)
  await store.write(submission(hits))
  store.close()
  withQueue((queue) => {
    for (let row = 1; row <= dead; row++) queue.settle({ delivered: [], dead: [{ row, ...reason }] })
  })
}

function withQueue<T>(look: (queue: ReturnType<typeof createQueue>) => T): T {
  const db = new Libsql(file)
  prepareRelay(db)
  let nowMs = Date.parse('2026-01-01T00:00:00Z')
  const result = look(createQueue(db, () => (nowMs += 1000)))
  db.close()
  return result
}

const waiting = (): number[] => withQueue((queue) => queue.first(9).map(({ row }) => row))
const answer = (...args: string[]): string | undefined => answerAboutDeadLetters(['dead-letters', ...args], { SIB_DB: file })?.text

/** The message of what is thrown, which has to be one for the user. */
function problem(...args: string[]): string {
  try {
    return `no problem: ${String(answer(...args))}`
  } catch (error) {
    if (!isStartProblem(error)) throw error
    return error.message
  }
}

const email_id = 'a@b.test'

describe('sib-collector dead-letters', () => {
  it('leaves other commands alone', () => {
    for (const args of [[], ['erase'], ['--db', 'dead-letters']]) expect(answerAboutDeadLetters(args)).toBeUndefined()
  })

  it('lists what was refused, the newest first, in columns', async () => {
    await bury([{ sib_name: 'cart_updated', email_id }, { sib_type: 'page', sib_name: 'Home', identifiers: { ext_id: '1234' } }, { email_id }], 2)
    expect(answer()).toBe(
      [
        'row  refused at                event               contact      why',
        '2    2026-01-01T00:00:02.000Z  page Home           ext_id 1234  400 invalid_parameter: no such attribute',
        '1    2026-01-01T00:00:01.000Z  track cart_updated  a@b.test     400 invalid_parameter: no such attribute',
        '',
      ].join('\n'),
    )
  })

  it('lists no more than it was told to, and says so', async () => {
    await bury([{ email_id }, { email_id }, { email_id }])
    const lines = answer('--limit', '1')?.split('\n')
    expect(lines).toHaveLength(4)
    expect(lines?.slice(1)).toEqual([expect.stringMatching(/^3 /), expect.stringMatching(/^and 2 older; --limit/), ''])
  })

  it('says what was never sent without a status', async () => {
    await bury([{ email_id }], 1, { status: 0, code: 'too_large', message: 'over 512 KB' })
    expect(answer()).toMatch(/ {2}too_large: over 512 KB\n$/)
  })

  it('lets no text of a visitor or of the receiver move the cursor or turn a line around', async () => {
    const sib_name = '\u001b[2Jgone\u202eback\u009b31m'
    await bury([{ sib_name, email_id }, { sib_name: 'x'.repeat(255), email_id }], 2, { ...refusal, message: 'two\r\nlines\u2028\u0007' })
    const text = answer() ?? ''
    expect(text).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u)
    expect(text).toContain('track \ufffd[2Jgone\ufffdback\ufffd31m')
    expect(text).toContain('two lines \ufffd')
    expect(text).toContain(`track ${'x'.repeat(41)}…  a@b.test`)
    expect(text.split('\n')).toHaveLength(4)
  })

  it('prints for programs what the inspector answers them', async () => {
    await bury([{ sib_name: 'one', email_id }, { sib_name: 'two', email_id }])
    const text = answer('--json', '--limit', '1') ?? ''
    expect(text).toMatch(/^[^\n]+\n$/)
    expect(JSON.parse(text)).toMatchObject({ count: 2, deadLetters: [{ row: 2, email: email_id, ...refusal, hit: { sib_name: 'two' } }] })
  })

  it('says that there is nothing, and prepares nothing for a relay that never was', () => {
    openDatabase(file).close()
    expect([answer(), answer('replay', '--all')]).toEqual(Array(2).fill('There are no dead letters.\n'))
    expect(JSON.parse(answer('--json') ?? '')).toEqual({ deadLetters: [], count: 0 })
    const db = new Libsql(file)
    expect(isPrepared(db)).toBe(false)
    db.close()
  })

  it('finds the file by flag, by variable and by configuration', async () => {
    await bury([{ email_id }])
    const config = inDirectory('settings.json')
    writeFileSync(config, JSON.stringify({ db: file }))
    for (const [args, environment] of [[['--db', file], {}], [[], { SIB_DB: file }], [['--config', config], {}], [[], { SIB_CONFIG: config }]] as const)
      expect(answerAboutDeadLetters(['dead-letters', ...args], environment)?.text).toContain('a@b.test')
  })
})

describe('sib-collector dead-letters replay', () => {
  it('puts the given rows back, once each', async () => {
    await bury([{ email_id }, { email_id }, { email_id }])
    expect(answer('replay', '--rows', '3, 1,3')).toMatch(/^Put back 2 events\./)
    expect(waiting()).toEqual([1, 3])
  })

  it('puts all back', async () => {
    await bury([{ email_id }])
    expect(answer('replay', '--all')).toMatch(/^Put back 1 event\./)
    expect(waiting()).toEqual([1])
    expect(answer('replay', '--all')).toBe('There are no dead letters.\n')
  })

  it('puts none back where one of the rows is no dead letter', async () => {
    await bury([{ email_id }, { email_id }], 1)
    expect(problem('replay', '--rows', '1,2')).toBe('row 2 is no dead letter; sib-collector dead-letters lists them')
    expect(waiting()).toEqual([2])
  })
})

describe('a mistake', () => {
  it.each([
    [['--limit', 'x'], "'x' is no whole number from 1. See sib-collector dead-letters --help."],
    [['--limit', '0'], "'0'"],
    [['--json=1'], '--json'],
    [['replays'], 'sib-collector dead-letters --help'],
    [['replay'], 'One of --all and --rows is needed. See sib-collector dead-letters replay --help.'],
    [['replay', '--rows', '12,x'], "'x' is no whole number from 1. See sib-collector dead-letters replay --help."],
    [['replay', '--rows', ''], "''"],
    [['replay', '--rows', '1.5'], "'1.5'"],
    [['replay', '--rows', '-1'], "'-1'"],
    [['replay', '--rows'], '--rows'],
    [['replay', '--all', '--rows', '1'], 'cannot be used with'],
    [['--db', 'none.db'], 'none.db'],
    [['replay', '--all', '--db', 'none.db'], 'none.db'],
  ])('%j is named in one line, and makes no file', (args, named) => {
    expect(problem(...args)).toContain(named)
    expect(problem(...args)).not.toContain('\n')
    expect(readdirSync(inDirectory())).toEqual([])
  })

  it('is easy to avoid: both tell their help', () => {
    expect(answer('--help')).toMatch(/--limit[^]*--db[^]*dead-letters replay/)
    expect(answer('replay', '--help')).toMatch(/--rows[^]*--db[^]*Exit codes/)
  })
})
