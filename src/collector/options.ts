import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { startProblem } from './start-problem'

/** What the command was told. */
export interface Options {
  readonly host: string
  readonly port: number
  readonly inspectorPort: number
  readonly db: string
  readonly json: boolean
}

/** Why the command ends before it starts, with nothing wrong: it was asked for its help or version. */
export interface Told {
  readonly text: string
}

/** Reads the command line; what is wrong with it is thrown as a start problem. */
export function parseOptions(args: readonly string[], version: string): Options | Told {
  let text = ''
  const command = describe(version).configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined })
  try {
    command.exitOverride().parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    throw startProblem(`${oneLine(error.message)} See sib-collector --help.`)
  }
  return command.opts<Options & Record<string, unknown>>()
}

function describe(version: string): Command {
  return new Command('sib-collector')
    .description('Receives tracking events on this machine, stores them and shows them as they arrive.')
    .option('--host <host>', 'address to listen at, for both ports', '127.0.0.1')
    .option('--port <number>', 'port of the collector; 0 takes a free one', parsePort, 8420)
    .option('--inspector-port <number>', 'port of the inspector page; 0 takes a free one', parsePort, 8421)
    .option('--db <file>', 'SQLite file, created where it is missing', 'sib-collector.db')
    .option('--json', 'print the addresses as one line of JSON', false)
    .version(version)
    .helpOption('--help', 'show this text')
    .addHelpText('after', '\nPoint a page at it: window.sib.api_host = "http://127.0.0.1:8420"\nExit codes: 0 stopped by a signal, 2 could not start.')
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
}

/** Commander puts its suggestions on a line of their own. */
function oneLine(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  return /[.?)]$/.test(text) ? text : `${text}.`
}
