import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { collectorOn } from './collector'
import { routes, send } from './post'
import { straceObstacle } from './strace'
import { countSteps, eventName, outOfOrder, stepsIn } from './trace'

const why = straceObstacle()
let folder: string
let tracer: ChildProcess | undefined

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sib-fsync-'))))
afterEach(() => {
  tracer?.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

const makers = Object.values(routes)
const [oneAfterTheOther, clients, perClient] = [25, 16, 10]
const posts = oneAfterTheOther + clients * perClient

/** Sends the nth post, by the route whose turn it is; it has to be acknowledged. */
async function sendNth(url: string, agent: Agent, n: number): Promise<void> {
  const post = (makers[n % makers.length] as (typeof makers)[number])(eventName(n))
  if (!(await send(url, agent, post))) throw new Error(`${post.path} did not take ${post.names.join()}`)
}

/** First one post after the other, each of which is a commit of its own; then many at a time, which share commits. */
async function sendAll(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  for (let n = 0; n < oneAfterTheOther; n++) await sendNth(url, agent, n)
  const client = async (number: number): Promise<void> => {
    for (let count = 0; count < perClient; count++) await sendNth(url, agent, oneAfterTheOther + number * perClient + count)
  }
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  agent.destroy()
}

it.skipIf(why)(`F53: answers by every route after the journal is on disk, never before, one at a time and many at once${why ? ` (skipped: ${why})` : ''}`, { timeout: 60_000 }, async () => {
  const trace = join(folder, 'trace')
  const collector = [process.execPath, ...collectorOn(join(folder, 'a.db'))]
  const calls = 'trace=read,write,writev,pwrite64,fsync,fdatasync'
  tracer = spawn('strace', ['-f', '-yy', '-s', '8000', '-e', calls, '-o', trace, ...collector], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(tracer, 'exit')
  const [line] = (await once(createInterface({ input: tracer.stdout as NonNullable<typeof tracer.stdout> }), 'line')) as [string]
  await sendAll((JSON.parse(line) as { collector: string }).collector)
  process.kill(childOf(tracer), 'SIGTERM')
  await ended

  const steps = stepsIn(readFileSync(trace, 'utf8'))
  expect(outOfOrder(steps)).toEqual([])
  // Else nothing was watched, and nothing is proved: of the five routes two answer 200, two 204 and one 202.
  const counts = countSteps(steps)
  expect(counts).toMatchObject({ 200: (posts * 2) / 5, 204: (posts * 2) / 5, 202: posts / 5 })
  expect(counts.synced).toBeGreaterThanOrEqual(oneAfterTheOther)
  // Fewer than there are answers: some of them have shared one.
  expect(counts.synced).toBeLessThan(posts)
})

/** strace itself does not pass signals on. */
function childOf({ pid }: ChildProcess): number {
  return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim())
}
