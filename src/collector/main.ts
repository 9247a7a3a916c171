import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { createLog } from './log'
import { parseOptions } from './options'
import type { Options } from './options'
import { answerAboutPeople } from './people/command'
import { answerAboutDeadLetters } from './relay/dead-letters'
import { unknownVariables } from './settings/unknown-variables'
import { start } from './start'
import type { Running } from './start'
import { isStartProblem } from './start-problem'
import { answerAboutTag } from './tag/command'

/** Exit code of a collector that could not start. */
const cannotStart = 2

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const scriptFile = here('sa.js')
const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8')) as { version: string }

// Whoever reads may have seen enough, and close the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  const args = process.argv.slice(2)
  const options = answerAboutTag(args, { tagFile: here('snippet.html'), scriptFile }) ?? answerAboutPeople(args) ?? answerAboutDeadLetters(args) ?? parseOptions(args, version)
  if ('text' in options) process.stdout.write(options.text)
  else await run(options)
} catch (error) {
  if (!isStartProblem(error)) throw error
  process.stderr.write(`sib-collector: ${error.message}\n`)
  process.exitCode = cannotStart
}

async function run(options: Options): Promise<void> {
  const log = createLog(options.log)
  for (const warning of unknownVariables(process.env)) log.warn(warning)
  const running = await start(options, { scriptFile, pageDirectory: here('inspector'), log })
  stopOnSignal(running)
  if (options.tlsCert) renewOnSignal(running, log)
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

/** What renews certificates tells servers by SIGHUP. A bad file is no reason to stop a server that has a good one. */
function renewOnSignal({ renew }: Running, log: Logger): void {
  process.on('SIGHUP', () => {
    try {
      renew()
      log.info('the certificate was read again')
    } catch (error) {
      log.error({ err: error }, 'the certificate stays the old one')
    }
  })
}

function jsonLine({ collector, inspector }: Running): string {
  return JSON.stringify({ collector, inspector })
}

function greeting({ collector, inspector }: Running, { db, keys, apiKeys, trustProxy }: Options): string {
  const setting = trustProxy.length > 0 ? "for the proxy; set window.sib.api_host to the proxy's address" : 'set window.sib.api_host to this'
  return `sib-collector ${version}

  Inspector   ${inspector}   open it to watch events arrive
  Collector   ${collector}   ${setting}
  Database    ${resolve(db)}
  Client keys ${clientKeysLine(keys)}
  API keys    ${apiKeys.length > 0 ? `${apiKeys.length}, for v3/events` : 'none: v3/events answers 401 until SIB_API_KEYS names some'}

Stop with Ctrl+C.
`
}

function clientKeysLine(keys: readonly string[]): string {
  if (keys.includes('*')) return 'any is accepted, from everywhere'
  return keys.length > 0 ? keys.join(', ') : 'any is accepted, since only this machine can call; --keys limits them'
}
