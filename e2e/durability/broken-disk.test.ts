import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startProgram } from '../fixtures/program'
import type { Program } from '../fixtures/program'
import { collectorOn, readStored } from './collector'
import { routes } from './post'
import type { Post } from './post'
import { attachObstacle } from './strace'

const why = attachObstacle()
let folder: string
let tracer: ChildProcess | undefined
let program: Program

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sib-broken-'))))
afterEach(async () => {
  tracer?.kill('SIGKILL')
  await program.end('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Has the system refuse a running process these calls from now on; the result ends that. */
async function breakCalls(pid: number, calls: string, error: string): Promise<() => Promise<void>> {
  const child = spawn('strace', ['-f', '-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}`, '-p', String(pid), '-o', '/dev/null'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  tracer = child
  const lines = createInterface({ input: child.stderr })
  const [line] = (await once(lines, 'line')) as [string]
  expect(line).toMatch(/attached/)
  return async () => {
    child.kill('SIGINT')
    await once(child, 'exit')
  }
}

async function statusOf(collector: string, { path, headers, body }: Post): Promise<number> {
  const answer = await fetch(collector + path, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  return answer.status
}

const makers = Object.entries(routes)
/** One post by each route, in order. */
const posts = (name: string): readonly Post[] => makers.map(([route, make]) => make(`${name}-${route}`))
const namesOf = (all: readonly Post[]): readonly string[] => all.flatMap(({ names }) => names)

it.skipIf(why).each([
  ['fails at each write', 'pwrite64', 'EIO'],
  ['becomes read-only', 'pwrite64', 'EROFS'],
  ['takes writes and cannot keep them', 'fsync,fdatasync', 'EIO'],
])(`F54: a disk that %s while the collector runs (%s: %s) is answered with 503, and all is there once it is mended${why ? ` (skipped: ${why})` : ''}`, { timeout: 60_000 }, async (_what, calls, error) => {
  const file = join(folder, 'a.db')
  program = await startProgram(collectorOn(file))
  const { collector } = program.firstLine as { collector: string }
  const send = async (all: readonly Post[]): Promise<readonly number[]> => {
    const statuses: number[] = []
    for (const post of all) statuses.push(await statusOf(collector, post))
    return statuses
  }
  const [before, meanwhile] = [posts('before'), posts('meanwhile')]
  expect(await send(before)).toEqual([200, 200, 204, 204, 202])

  const mend = await breakCalls(program.pid, calls, error)
  expect(await send(meanwhile)).toEqual(Array(makers.length).fill(503))
  expect((await fetch(`${collector}/readyz`)).status).toBe(503)
  expect((await fetch(`${collector}/healthz`)).status).toBe(200)

  await mend()
  // The same ones again, as whoever sent them does it.
  expect(await send(meanwhile)).toEqual([200, 200, 204, 204, 202])
  expect((await fetch(`${collector}/readyz`)).status).toBe(200)
  await program.end('SIGTERM')

  const { counts, integrity } = readStored(file)
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(namesOf([...before, ...meanwhile]).map((name) => [name, 1])))
  expect(integrity).toBe('ok')
})
