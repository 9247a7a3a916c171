import { InvalidArgumentError, Option } from 'commander'
import type { Database } from 'libsql'
import { misuse, readArguments } from '../command-line'
import type { Told } from '../command-line'
import { startProblem } from '../start-problem'
import { describeDatabaseCommand, inDatabase } from '../subcommand'
import type { Place } from '../subcommand'
import { tableOf } from './letter-table'
import { createQueue } from './queue'
import type { Queue } from './queue'
import type { DeadLettersReport } from './report'
import { isPrepared } from './schema'

interface ListFlags extends Place {
  readonly limit: number
  readonly json?: true
}

interface ReplayFlags extends Place {
  readonly all?: true
  readonly rows?: readonly number[]
}

const defaultLimit = 200
const nothing = 'There are no dead letters.\n'

/**
 * Carries out `sib-collector dead-letters` and `sib-collector dead-letters replay`; undefined where the arguments ask for
 * neither. What is wrong with them is thrown as a start problem. A collector may run on the same file meanwhile: its relay
 * looks at the queue by itself.
 */
export function answerAboutDeadLetters([name, ...args]: readonly string[], environment: NodeJS.ProcessEnv = process.env): Told | undefined {
  if (name !== 'dead-letters') return undefined
  return args[0] === 'replay' ? replay(args.slice(1), environment) : list(args, environment)
}

function list(args: readonly string[], environment: NodeJS.ProcessEnv): Told {
  const command = describeDatabaseCommand('dead-letters', 'Lists the events that forwarding could not deliver, and why, the newest first.', [
    new Option('--limit <number>', 'list no more than so many').argParser(wholeNumber).default(defaultLimit),
    new Option('--json', 'print one object of JSON, with all of each event'),
  ]).addHelpText('after', '\nTo send them again: sib-collector dead-letters replay, see its --help.')
  const told = readArguments(command, args)
  if (told) return told
  const { limit, json, ...place } = command.opts<ListFlags>()
  const report = inDatabase(place, environment, (db) => reportOf(queueOf(db), limit))
  if (json) return { text: `${JSON.stringify(report)}\n` }
  return { text: report.count === 0 ? nothing : tableOf(report) }
}

function replay(args: readonly string[], environment: NodeJS.ProcessEnv): Told {
  const command = describeDatabaseCommand('dead-letters replay', 'Puts dead letters back, for the collector that runs, or the next that forwards, to send again.', [
    new Option('--all', 'all of them').conflicts('rows'),
    new Option('--rows <rows>', 'those of these rows, separated by commas').argParser(wholeNumbers),
  ])
  const told = readArguments(command, args)
  if (told) return told
  const { all, rows, ...place } = command.opts<ReplayFlags>()
  if (!all && !rows) throw misuse(command, 'One of --all and --rows is needed.')
  const count = inDatabase(place, environment, (db) => putBack(queueOf(db), rows ?? 'all'))
  if (count === 0) return { text: nothing }
  return { text: `Put back ${count} ${count === 1 ? 'event' : 'events'}. The collector that forwards from this file sends them, or does so once it is started.\n` }
}

/** A file from which nothing was ever forwarded has no queue, and gets none by being asked. */
function queueOf(db: Database): Queue | undefined {
  return isPrepared(db) ? createQueue(db) : undefined
}

function reportOf(queue: Queue | undefined, limit: number): DeadLettersReport {
  return { deadLetters: queue?.dead(limit) ?? [], count: queue?.countDead() ?? 0 }
}

/** All or nothing: where one of the rows is a slip of the pen, the others may be too. */
function putBack(queue: Queue | undefined, rows: 'all' | readonly number[]): number {
  const unknown = rows === 'all' ? undefined : rows.find((row) => !queue?.isDead(row))
  if (unknown !== undefined) throw startProblem(`row ${unknown} is no dead letter; sib-collector dead-letters lists them`)
  return queue?.replay(rows) ?? 0
}

function wholeNumbers(text: string): readonly number[] {
  return text.split(',').map((part) => wholeNumber(part.trim()))
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError(`'${text}' is no whole number from 1.`)
  return Number(text)
}
