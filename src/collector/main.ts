import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseOptions } from './options'
import type { Options } from './options'
import { start } from './start'
import type { Running } from './start'
import { isStartProblem } from './start-problem'

/** Exit code of a collector that could not start. */
const cannotStart = 2

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8')) as { version: string }

try {
  const options = parseOptions(process.argv.slice(2), version)
  if ('text' in options) process.stdout.write(options.text)
  else await run(options)
} catch (error) {
  if (!isStartProblem(error)) throw error
  process.stderr.write(`sib-collector: ${error.message}\n`)
  process.exitCode = cannotStart
}

async function run(options: Options): Promise<void> {
  const running = await start(options, {
    scriptFile: here('sa.js'),
    pageDirectory: here('inspector'),
    onError: (error) => process.stderr.write(`sib-collector: ${error.message}\n`),
  })
  stopOnSignal(running)
  process.stdout.write(options.json ? `${jsonLine(running)}\n` : greeting(running, options))
}

/** The first signal stops cleanly; a second one, by Node's default, at once. */
function stopOnSignal({ stop }: Running): void {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const onSignal = (): void => {
    for (const signal of signals) process.off(signal, onSignal)
    void stop()
  }
  for (const signal of signals) process.on(signal, onSignal)
}

function jsonLine({ collector, inspector }: Running): string {
  return JSON.stringify({ collector, inspector })
}

function greeting({ collector, inspector }: Running, { db }: Options): string {
  return `sib-collector ${version}

  Inspector   ${inspector}   open it to watch events arrive
  Collector   ${collector}   set window.sib.api_host to this
  Database    ${resolve(db)}

Stop with Ctrl+C.
`
}
