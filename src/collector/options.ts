import { Command, CommanderError, Option } from 'commander'
import { apiKeyVariable } from './relay/target'
import { refuseConflicts } from './settings/conflicts'
import { flagOf, variableOf } from './settings/names'
import type { Options } from './settings/options'
import { settle } from './settings/settle'
import { fromEnvironment, fromFile, fromFlags } from './settings/sources'
import { settings } from './settings/table'
import { startProblem } from './start-problem'

export type { Options } from './settings/options'

/** Why the command ends before it starts, with nothing wrong: it was asked for its help or version. */
export interface Told {
  readonly text: string
}

/**
 * Reads what the collector is told: flags first, then variables of the environment, then a configuration file. What is
 * wrong with any of them is thrown as a start problem.
 */
export function parseOptions(args: readonly string[], version: string, environment: NodeJS.ProcessEnv = process.env): Options | Told {
  let text = ''
  const command = describe(version).configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined })
  try {
    command.exitOverride().parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    const message = error.code === 'commander.excessArguments' ? noCommand(command.args) : oneLine(error.message)
    throw startProblem(`${message} See sib-collector --help.`)
  }
  const { config = environment[configVariable], ...flags } = command.opts<{ config?: string }>()
  const options = settle([fromFlags(flags), fromEnvironment(environment), config ? fromFile(config) : {}])
  refuseConflicts(options)
  return options
}

const configVariable = 'SIB_CONFIG'

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
const commands = ['export', 'erase']

const secrets = Object.entries(settings).filter(([, { isSecret }]) => isSecret)

const helpEnd = `
Every setting is also a variable (${flagOf('maxBodyBytes')}: ${variableOf('maxBodyBytes')}) and a key of the file given
with --config or ${configVariable} (maxBodyBytes); a flag overrules a variable, a variable the file. Limits and times are lifted by "none".
Variables or keys only, because command lines can be read by others:
${secrets.map(([name, { about }]) => `  ${variableOf(name)}  ${about}`).join('\n')}
Variable only: ${apiKeyVariable}, the account's api-key that --forward v3 needs.

Other commands, beside a running collector too: ${commands.map((name) => `sib-collector ${name}`).join(' and ')}, for one person; see their --help.

Point a page at it: window.sib.api_host = "http://127.0.0.1:8420"
Watched by machines: /healthz and /readyz on the collector's port, /metrics (Prometheus) on the inspector's, with the token.
Signals: SIGTERM and SIGINT stop cleanly; with TLS, SIGHUP reads the certificate again.
Exit codes: 0 stopped by a signal, 2 could not start.`

/** Says what a word is that is neither a flag nor the value of one. */
function noCommand([word = '']: readonly string[]): string {
  return `'${word.replace(/\s+/g, ' ')}' is not understood here: the commands are ${commands.join(' and ')}, and come first.`
}

/** Commander puts its suggestions on a line of their own, and quotes the value of a flag that it does not know: a secret, maybe. */
function oneLine(message: string): string {
  const text = message.replace(/^error: /, '').replace(/^(unknown option '--[\w-]+)=[^]*'/, "$1'").replace(/\s*\n\s*/g, ' ')
  return /[.?)]$/.test(text) ? text : `${text}.`
}
