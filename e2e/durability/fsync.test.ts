import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { outOfOrder, syscallsIn } from './trace'

/** Why the order cannot be watched here; undefined where it can. */
function obstacle(): string | undefined {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return undefined
  } catch (error) {
    return (error as { code?: string }).code === 'ENOENT' ? 'there is no strace here' : 'strace may not trace here'
  }
}

const why = obstacle()
let folder: string
let tracer: ChildProcess | undefined

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sib-fsync-'))))
afterEach(() => {
  tracer?.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

it.skipIf(why)(`answers after the journal is on disk, never before${why ? ` (skipped: ${why})` : ''}`, { timeout: 60_000 }, async () => {
  const trace = join(folder, 'trace')
  const collector = [...[process.execPath, 'dist/collector.mjs', '--json', '--port', '0', '--inspector-port', '0'], ...['--db', join(folder, 'a.db')]]
  const calls = 'trace=read,write,writev,pwrite64,fsync,fdatasync'
  tracer = spawn('strace', ['-f', '-yy', '-s', '4000', '-e', calls, '-o', trace, ...collector], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(tracer, 'exit')
  const [line] = (await once(createInterface({ input: tracer.stdout as NonNullable<typeof tracer.stdout> }), 'line')) as [string]
  const { collector: url } = JSON.parse(line) as { collector: string }

  const ids = Array.from({ length: 20 }, (_, number) => `traced-${number}`)
  for (const id of ids) {
    const answer = await fetch(`${url}/p`, { method: 'POST', body: JSON.stringify({ key: 'k', cuid: 'v', sib_type: 'page', id }) })
    expect(await answer.json()).toEqual({ sib: 1, rejected: [] })
  }
  process.kill(childOf(tracer), 'SIGTERM')
  await ended

  const seen = syscallsIn(readFileSync(trace, 'utf8'))
  expect(outOfOrder(seen)).toEqual([])
  // Else nothing was watched, and nothing is proved.
  expect(seen.filter(({ type }) => type === 'answer')).toHaveLength(ids.length)
  expect(seen.filter(({ type }) => type === 'sync').length).toBeGreaterThanOrEqual(ids.length)
})

/** strace itself does not pass signals on. */
function childOf({ pid }: ChildProcess): number {
  return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim())
}
