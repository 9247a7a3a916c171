import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import type { Database } from 'libsql'
import { isEmail } from '../../contract/validate'
import { settle } from '../settings/settle'
import { fromEnvironment, fromFile, fromFlags } from '../settings/sources'
import { startProblem } from '../start-problem'
import { openDatabase } from '../store/open'
import { erasePerson } from './erase'
import { readPerson } from './export'
import { nameOf } from './whom'
import type { Whom } from './whom'

/** Text for the standard output. */
export interface Told {
  readonly text: string
}

interface Flags {
  readonly email?: string
  readonly visitor?: string
  readonly db?: string
  readonly config?: string
}

interface Subcommand {
  readonly about: string
  readonly run: (db: Database, whom: Whom) => string
}

const subcommands: Readonly<Record<string, Subcommand>> = {
  export: { about: 'Prints everything that is stored about one person, as JSON.', run: exported },
  erase: { about: 'Erases one person. What still arrives of their earlier events stays out.', run: erased },
}

/**
 * Carries out `sib-collector export` and `sib-collector erase`; undefined where the arguments ask for neither. What is wrong
 * with them is thrown as a start problem. A collector may run on the same file meanwhile.
 */
export function answerAboutPeople([name = '', ...args]: readonly string[], environment: NodeJS.ProcessEnv = process.env): Told | undefined {
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined
  if (!subcommand) return undefined
  let text = ''
  const command = describe(name, subcommand).configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined })
  try {
    command.exitOverride().parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    throw startProblem(`${error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')}. See sib-collector ${name} --help.`)
  }
  const flags = command.opts<Flags>()
  const whom = whomOf(flags, name)
  return { text: inDatabase(fileOf(flags, environment), (db) => subcommand.run(db, whom)) }
}

function describe(name: string, { about }: Subcommand): Command {
  return new Command(`sib-collector ${name}`)
    .description(about)
    .addOption(new Option('--email <email>', 'the contact with this e-mail').conflicts('visitor'))
    .option('--visitor <cuid>', 'the visitor with this id, from the cookie sib_cuid')
    .option('--db <file>', 'the SQLite file of the collector; by default the one that it would use itself')
    .option('--config <file>', 'configuration file of the collector')
    .helpOption('--help', 'show this text')
    .addHelpText('after', '\nExit codes: 0 done, 2 could not be done.')
}

function whomOf({ email, visitor }: Flags, name: string): Whom {
  if (email !== undefined && !isEmail(email)) throw startProblem(`--email takes an e-mail address. See sib-collector ${name} --help.`)
  if (email !== undefined) return { email }
  if (visitor) return { visitor }
  throw startProblem(`${name} needs --email or --visitor. See sib-collector ${name} --help.`)
}

function fileOf({ db, config }: Flags, environment: NodeJS.ProcessEnv): string {
  const configFile = config ?? environment.SIB_CONFIG
  return settle([fromFlags({ db }), fromEnvironment(environment), configFile ? fromFile(configFile) : {}]).db
}

/** The database has to be there: one that is made by a slip of the pen would hold nobody, and say so. */
function inDatabase<T>(file: string, work: (db: Database) => T): T {
  if (!existsSync(file)) throw startProblem(`there is no database at ${resolve(file)}; choose another file with --db`)
  const db = openDatabase(file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

function exported(db: Database, whom: Whom): string {
  const person = readPerson(db, whom)
  if (!person) throw startProblem(`nothing is stored about ${nameOf(whom)}`)
  return `${JSON.stringify({ exportedAt: new Date().toISOString(), ...whom, ...person }, null, 2)}\n`
}

function erased(db: Database, whom: Whom): string {
  const { hits } = erasePerson(db, whom)
  return `Erased ${nameOf(whom)} with ${hits} ${hits === 1 ? 'event' : 'events'}.\n`
}
