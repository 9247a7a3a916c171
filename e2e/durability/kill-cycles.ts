import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from '../fixtures/program'
import type { Program } from '../fixtures/program'
import { collectorOn, readStored } from './collector'
import { sendAgain, startLoad } from './load'
import type { Post } from './post'

/** What came of killing a collector again and again. */
export interface KillReport {
  readonly cycles: number
  /** Events, by whichever route. */
  readonly sent: number
  readonly acknowledged: number
  /** Requests that were sent again since their answer never came, and events that were stored already when they came again. */
  readonly repeats: number
  readonly duplicates: number
  /** Acknowledged, and not in the database afterwards. */
  readonly lost: readonly string[]
  /** Stored more than once. */
  readonly doubled: readonly string[]
  /** Stored, and never sent. */
  readonly invented: readonly string[]
  readonly integrity: string
}

export interface KillOptions {
  readonly cycles: number
  /** Told after every cycle. */
  readonly onCycle?: (cycle: number, acknowledged: number) => void
}

const clients = 8

/** What all cycles together have sent, and what is to be sent again. */
interface Book {
  readonly sent: string[]
  readonly acknowledged: string[]
  unanswered: readonly Post[]
  repeats: number
}

/**
 * Starts a collector on one database, loads it, and kills it with SIGKILL in the middle of its work; as often as asked. What
 * was not acknowledged is sent again to the next one, as a tracker does it.
 */
export async function killAgainAndAgain({ cycles, onCycle }: KillOptions): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'sib-kill-'))
  const file = join(folder, 'collector.db')
  const start = (): Promise<Program> => startProgram(collectorOn(file))
  const book: Book = { sent: [], acknowledged: [], unanswered: [], repeats: 0 }
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await loadAndKill(await start(), cycle, book)
      onCycle?.(cycle, book.acknowledged.length)
    }
    const last = await start()
    book.repeats += book.unanswered.length
    book.acknowledged.push(...(await sendAgain(addressOf(last), book.unanswered)))
    await last.end('SIGTERM')
    return { cycles, ...examine(file, book) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function loadAndKill(program: Program, cycle: number, book: Book): Promise<void> {
  const load = startLoad(addressOf(program), { name: `cycle-${cycle}`, clients, unanswered: book.unanswered })
  // Another number each time, so that the end comes at another point of a commit.
  await load.reached(40 + ((cycle * 37) % 200))
  await program.end('SIGKILL')
  await load.stop()
  book.sent.push(...load.sent)
  book.acknowledged.push(...load.acknowledged)
  book.repeats += load.repeats()
  book.unanswered = load.unanswered
}

function addressOf({ firstLine }: Program): string {
  return (firstLine as { collector: string }).collector
}

function examine(file: string, { sent, acknowledged, repeats }: Book): Omit<KillReport, 'cycles'> {
  const { counts, duplicates, integrity } = readStored(file)
  const known = new Set(sent)
  return {
    ...{ sent: sent.length, acknowledged: acknowledged.length, repeats, duplicates },
    lost: acknowledged.filter((name) => !counts.has(name)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([name]) => name),
    invented: [...counts.keys()].filter((name) => !known.has(name)),
    integrity,
  }
}
