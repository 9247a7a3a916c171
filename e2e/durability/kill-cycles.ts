import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { startProgram } from '../fixtures/program'
import { startLoad } from './load'

/** What came of killing a collector again and again. */
export interface KillReport {
  readonly cycles: number
  readonly acknowledged: number
  /** Acknowledged, and not in the database afterwards. */
  readonly lost: readonly string[]
  /** Stored more than once. */
  readonly doubled: readonly string[]
  /** What SQLite says of its own file: "ok" where it is sound. */
  readonly integrity: string
}

export interface KillOptions {
  readonly cycles: number
  /** Told after every cycle. */
  readonly onCycle?: (cycle: number, acknowledged: number) => void
}

const clients = 8

/** Starts a collector on one database, loads it, and kills it with SIGKILL in the middle of its work; as often as asked. */
export async function killAgainAndAgain({ cycles, onCycle }: KillOptions): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'sib-kill-'))
  const file = join(folder, 'collector.db')
  const acknowledged: string[] = []
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      const program = await startProgram(['dist/collector.mjs', '--json', '--port', '0', '--inspector-port', '0', '--db', file])
      const { collector } = program.firstLine as { collector: string }
      const load = startLoad(collector, { name: `cycle-${cycle}`, clients })
      // Another number each time, so that the end comes at another point of a commit.
      await load.reached(20 + ((cycle * 37) % 100))
      await program.end('SIGKILL')
      await load.stop()
      acknowledged.push(...load.acknowledged)
      onCycle?.(cycle, acknowledged.length)
    }
    return { cycles, acknowledged: acknowledged.length, ...examine(file, acknowledged) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function examine(file: string, acknowledged: readonly string[]): Pick<KillReport, 'lost' | 'doubled' | 'integrity'> {
  const db = new Libsql(file)
  try {
    const rows = db.prepare('SELECT id, count(*) AS count FROM hits GROUP BY id').all() as { id: string; count: number }[]
    const stored = new Map(rows.map(({ id, count }) => [id, count]))
    const { integrity_check: integrity } = db.prepare('PRAGMA integrity_check').get([]) as { integrity_check: string }
    return {
      lost: acknowledged.filter((id) => !stored.has(id)),
      doubled: rows.filter(({ count }) => count > 1).map(({ id }) => id),
      integrity,
    }
  } finally {
    db.close()
  }
}
