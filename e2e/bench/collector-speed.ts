import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from '../fixtures/program'
import type { Program } from '../fixtures/program'
import { holdAgainst, sentenceOf } from './budget'
import type { Verdict } from './budget'
import { loadHttp } from './http-load'
import { summarise } from './summary'
import { formatTable } from './table'

const rounds = 7
const connections = 64
const singles = 6000
const envelopes = 300
const hitsPerEnvelope = 50

/** How long the soak is, in rounds of single hits and envelopes. */
const soakRounds = 12

/** A busy site: what the memory's growth over the soak is scaled to, which has about as many hits as this has in an hour. */
const hitsPerSecond = 100
const memoryBudget = { what: `growth of memory in use in an hour at ${hitsPerSecond} hits a second`, unit: 'MB', atMost: 1 }

const speedBudgets = {
  single: { what: 'single hits beside a bare node:http echo', unit: 'of its rate', atLeast: 0.7 },
  envelope: { what: `hits in envelopes of ${hitsPerEnvelope}`, unit: 'hits/s', atLeast: 50_000 },
}

/** What `heap.mjs` says, in bytes. */
interface Memory {
  readonly inUse: number
  readonly resident: number
}

const megabyte = 2 ** 20

interface Subject {
  readonly program: Program
  readonly port: number
}

/**
 * Measures the collector beside a bare echo server, in turns: hits a second acknowledged after fsync, single and in envelopes,
 * and how its memory grows under them.
 */
export async function measureCollector(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'sib-bench-'))
  const echo = await startEcho()
  const collector = await startCollector(join(folder, 'a.db'))
  try {
    const speed = await measureSpeed(echo, collector)
    const memory = await measureMemory(collector)
    return { ...speed, ...memory, verdicts: [...speed.verdicts, ...memory.verdicts] }
  } finally {
    await Promise.all([echo, collector].map(({ program }) => program.end('SIGKILL')))
    rmSync(folder, { recursive: true })
  }
}

async function measureSpeed(echo: Subject, collector: Subject): Promise<{ readonly verdicts: readonly Verdict[] }> {
  const rates: Record<'echo' | 'single' | 'envelope', number[]> = { echo: [], single: [], envelope: [] }
  for (let round = 0; round < rounds; round++) {
    rates.echo.push(await rateOf(echo, singles, single))
    rates.single.push(await rateOf(collector, singles, single))
    rates.envelope.push((await rateOf(collector, envelopes, envelope)) * hitsPerEnvelope)
  }
  // Each round has its own ratio: the machine's load changes between rounds, less within one.
  const ratio = summarise(rates.single.map((rate, round) => rate / (rates.echo[round] ?? NaN))).median
  const rows = Object.entries(rates).map(([what, values]) => ({ what, 'hits/s (median)': Math.round(summarise(values).median), best: Math.round(summarise(values).max) }))
  console.log(formatTable(rows))
  const verdicts = [holdAgainst(speedBudgets.single, ratio), holdAgainst(speedBudgets.envelope, summarise(rates.envelope).median)]
  console.log(`acknowledged after fsync:\n${verdicts.map(sentenceOf).join('\n')}`)
  return { ...{ ratio, rates }, verdicts }
}

/** The slope by least squares over the later two thirds: the first rounds still warm up caches and the heap. */
async function measureMemory({ program, port }: Subject): Promise<{ readonly memory: object; readonly verdicts: readonly Verdict[] }> {
  const samples: (Memory & { readonly hits: number })[] = []
  let hits = 0
  for (let round = 0; round < soakRounds; round++) {
    await rateOf({ program, port }, singles, single)
    await rateOf({ program, port }, envelopes, envelope)
    hits += singles + envelopes * hitsPerEnvelope
    samples.push({ hits, ...((await program.ask('SIGUSR2')) as Memory) })
  }
  const perMillion = slope(samples.slice(soakRounds / 3).map(({ hits, inUse }) => [hits / 1e6, inUse / megabyte] as const))
  const { inUse = NaN, resident = NaN } = samples.at(-1) ?? {}
  console.log(`memory after ${hits} more hits: ${(resident / megabyte).toFixed(0)} MB resident, ${(inUse / megabyte).toFixed(1)} MB in use without garbage, ${perMillion.toFixed(2)} MB more for a million hits`)
  const verdict = holdAgainst(memoryBudget, (perMillion * hitsPerSecond * 3600) / 1e6)
  console.log(sentenceOf(verdict))
  return { memory: { samples, megabytesPerMillionHits: perMillion }, verdicts: [verdict] }
}

async function rateOf({ port }: Subject, requests: number, bodyOf: (n: number) => string): Promise<number> {
  const { seconds, failed } = await loadHttp({ port, connections, requests, bodyOf })
  if (failed > 0) throw new Error(`${failed} of ${requests} requests failed`)
  return requests / seconds
}

async function startEcho(): Promise<Subject> {
  const program = await startProgram(['e2e/bench/echo.mjs'])
  return { program, port: (program.firstLine as { port: number }).port }
}

async function startCollector(file: string): Promise<Subject> {
  const program = await startProgram(['--import', './e2e/bench/heap.mjs', 'dist/collector.mjs', '--json', '--port', '0', '--inspector-port', '0', '--db', file])
  return { program, port: Number(new URL((program.firstLine as { collector: string }).collector).port) }
}

let ids = 0
const hit = (): object => ({
  ...{ id: `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`, ts: Date.now(), lane: 'lane', seq: ids },
  ...{ sib_type: 'track', sib_name: 'cart_updated', ma_url: 'https://shop.test/cart?step=1' },
  ...{ properties: { COLOUR: 'red' }, event: { id: 'cart:1234', data: { total: 280, currency: 'USD' } } },
})
const single = (n: number): string => JSON.stringify({ key: 'bench', cuid: `visitor-${n % 1000}`, sent: Date.now(), ...hit() })
const envelope = (n: number): string =>
  JSON.stringify({ key: 'bench', cuid: `visitor-${n % 1000}`, sent: Date.now(), hits: Array.from({ length: hitsPerEnvelope }, hit) })

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map(([a]) => a)), mean(points.map(([, b]) => b))]
  return points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}
