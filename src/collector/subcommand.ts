import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { Database } from 'libsql'
import { configVariable } from './settings/names'
import { settle } from './settings/settle'
import { fromEnvironment, fromFile, fromFlags } from './settings/sources'
import { startProblem } from './start-problem'
import { openDatabase } from './store/open'

/** Where the collector's database is, as flags say it. */
export interface Place {
  readonly db?: string
  readonly config?: string
}

/** Describes a command that needs no collector, and none that runs is in its way. */
export function describeSubcommand(name: string, about: string, options: readonly Option[]): Command {
  const command = new Command(`sib-collector ${name}`).description(about)
  for (const option of options) command.addOption(option)
  return command.helpOption('--help', 'show this text').addHelpText('after', '\nExit codes: 0 done, 2 could not be done.')
}

/** Describes one that works on the collector's database. */
export function describeDatabaseCommand(name: string, about: string, options: readonly Option[]): Command {
  return describeSubcommand(name, about, [
    ...options,
    new Option('--db <file>', 'the SQLite file of the collector; by default the one that it would use itself'),
    new Option('--config <file>', 'configuration file of the collector'),
  ])
}

/** The database has to be there: one that is made by a slip of the pen would hold nothing, and say so. */
export function inDatabase<T>(place: Place, environment: NodeJS.ProcessEnv, work: (db: Database) => T): T {
  const file = fileOf(place, environment)
  if (!existsSync(file)) throw startProblem(`there is no database at ${resolve(file)}; choose another file with --db`)
  const db = openDatabase(file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

function fileOf({ db, config }: Place, environment: NodeJS.ProcessEnv): string {
  const configFile = config ?? environment[configVariable]
  return settle([fromFlags({ db }), fromEnvironment(environment), configFile ? fromFile(configFile) : {}]).db
}
