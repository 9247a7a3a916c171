import { Command, Option } from 'commander'
import { readArguments } from './command-line'
import type { Told } from './command-line'
import { apiKeyVariable } from './relay/target'
import { refuseConflicts } from './settings/conflicts'
import { configVariable, flagOf, variableOf } from './settings/names'
import type { Options } from './settings/options'
import { settle } from './settings/settle'
import { fromEnvironment, fromFile, fromFlags } from './settings/sources'
import { settings } from './settings/table'

export type { Options } from './settings/options'

/**
 * Reads what the collector is told: flags first, then variables of the environment, then a configuration file. What is
 * wrong with any of them is thrown as a start problem.
 */
export function parseOptions(args: readonly string[], version: string, environment: NodeJS.ProcessEnv = process.env): Options | Told {
  const command = describe(version)
  const told = readArguments(command, args, noCommand)
  if (told) return told
  const { config = environment[configVariable], ...flags } = command.opts<{ config?: string }>()
  const options = settle([fromFlags(flags), fromEnvironment(environment), config ? fromFile(config) : {}])
  refuseConflicts(options)
  return options
}

function describe(version: string): Command {
  const command = new Command('sib-collector')
    .description('Receives tracking events on this machine, stores them and shows them as they arrive.')
    .version(version)
    .helpOption('--help', 'show this text')
    .addHelpText('after', helpEnd)
  for (const [name, { argument, about, fallback, isSecret }] of Object.entries(settings)) {
    if (isSecret) continue
    const isPlain = fallback === '' || fallback === false || fallback === Infinity || Array.isArray(fallback)
    command.addOption(new Option([flagOf(name), argument].filter(Boolean).join(' '), isPlain ? about : `${about} (default: ${String(fallback)})`))
  }
  return command.addOption(new Option('--config <file>', 'JSON file with any of these settings, such as {"port": 8420, "maxBodyBytes": "none"}'))
}

/** What comes first where no collector is to be started; carried out elsewhere. */
const commands = {
  tag: 'prints the tag for the pages of a site, filled in',
  export: 'prints all that is stored about one person',
  erase: 'erases one person',
  'dead-letters': 'lists what forwarding could not deliver',
  'dead-letters replay': 'sends it again',
}

const secrets = Object.entries(settings).filter(([, { isSecret }]) => isSecret)

const helpEnd = `
Every setting is also a variable (${flagOf('maxBodyBytes')}: ${variableOf('maxBodyBytes')}) and a key of the file given
with --config or ${configVariable} (maxBodyBytes); a flag overrules a variable, a variable the file. Limits and times are lifted by "none".
Variables or keys only, because command lines can be read by others:
${secrets.map(([name, { about }]) => `  ${variableOf(name)}  ${about}`).join('\n')}
Variable only: ${apiKeyVariable}, the account's api-key that --forward v3 needs.

Other commands, beside a running collector too; see their --help:
${Object.entries(commands).map(([name, about]) => `  sib-collector ${name.padEnd(20)} ${about}`).join('\n')}

Point a page at it: sib-collector tag --key YOUR_CLIENT_KEY --address http://127.0.0.1:8420 prints the tag
Watched by machines: /healthz and /readyz on the collector's port, /metrics (Prometheus) on the inspector's, with the token.
Signals: SIGTERM and SIGINT stop cleanly; with TLS, SIGHUP reads the certificate again.
Exit codes: 0 stopped by a signal, 2 could not start.`

/** Says what a word is that is neither a flag nor the value of one. */
function noCommand([word = '']: readonly string[]): string {
  const names = Object.keys(commands).join(', ')
  return `'${word.replace(/\s+/g, ' ')}' is not understood here: the commands are ${names}, and come first.`
}
