import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { missedIn, sentenceOf } from './budget'
import type { Verdict } from './budget'
import { measureCollector } from './collector-speed'
import { profileTrack } from './profile'
import { measureScanCost } from './scan-cost'
import { countScenes } from './scenes'
import { measureSlowClients } from './slow-clients'
import { measureStartCost } from './start-cost'
import { measureStorm } from './storm'
import { measureTrackCost } from './track-cost'

const parts: Readonly<Record<string, { readonly about: string; run(): Promise<unknown> }>> = {
  track: { about: 'how long one track() blocks the page, beside yardsticks, in three engines', run: measureTrackCost },
  start: { about: 'how long evaluating and starting sa.js blocks the page, against an empty script', run: measureStartCost },
  scan: { about: 'what a look for events costs among 10,000 keys of the site, beside a bare pass over them', run: measureScanCost },
  storm: { about: 'long tasks and memory of 10,000 calls in a tight loop', run: measureStorm },
  scenes: { about: 'what arrives of bursts, navigations and outages, counted', run: () => countScenes() },
  slow: { about: 'what good requests to the collector take beside 2,000 slow clients', run: measureSlowClients },
  collector: { about: 'hits that the collector stores in a second, beside a bare echo server, and its memory', run: measureCollector },
  profile: { about: 'the pieces of track(), each on its own', run: profileTrack },
}

const results = new URL('../../test-results/', import.meta.url)

const usage = `npm run bench -- [--only NAME]

Figures of one run on one machine, to be compared with each other and not with those of another run.
The results are printed and written to test-results/bench.json. A budget that is missed ends with exit code 1.

${Object.entries(parts).map(([name, { about }]) => `  ${name.padEnd(9)} ${about}`).join('\n')}
`

/** Runs the parts that the arguments ask for; returns the exit code. */
export async function run(args: string[]): Promise<number> {
  const { help, only, problem } = optionsOf(args)
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`)
    return 1
  }
  if (help) {
    console.log(usage)
    return 0
  }
  const missed: Verdict[] = []
  const measured: Record<string, unknown> = { node: process.version, date: new Date().toISOString() }
  for (const [name, part] of Object.entries(parts)) {
    if (only !== undefined && only !== name) continue
    // A machine that is busy with something else makes every figure larger; the reader should know.
    console.log(`\n== ${name}: ${part.about} (load ${loadavg()[0]?.toFixed(1) ?? ''})`)
    const loadBefore = loadavg()[0]
    const result = await part.run()
    measured[name] = { loadBefore, result }
    missed.push(...missedIn(result))
  }
  mkdirSync(results, { recursive: true })
  writeFileSync(new URL('bench.json', results), `${JSON.stringify(measured, null, 1)}\n`)
  if (missed.length > 0) process.stderr.write(`\n${missed.map(sentenceOf).join('\n')}\n`)
  return missed.length > 0 ? 1 : 0
}

interface Options {
  readonly help?: boolean | undefined
  readonly only?: string | undefined
  /** What is wrong with the arguments. */
  readonly problem?: string
}

function optionsOf(args: string[]): Options {
  try {
    const { values } = parseArgs({ args, options: { help: { type: 'boolean' }, only: { type: 'string' } } })
    if (values.only === undefined || values.only in parts) return values
    return { problem: `--only takes one of ${Object.keys(parts).join(', ')}, not "${values.only}"` }
  } catch (error) {
    return { problem: (error as Error).message }
  }
}
