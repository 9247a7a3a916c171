import { Option } from 'commander'
import type { Command } from 'commander'
import type { Database } from 'libsql'
import { isEmail } from '../../contract/validate'
import { misuse, readArguments } from '../command-line'
import type { Told } from '../command-line'
import { startProblem } from '../start-problem'
import { describeDatabaseCommand, inDatabase } from '../subcommand'
import type { Place } from '../subcommand'
import { erasePerson } from './erase'
import { readPerson } from './export'
import { nameOf } from './whom'
import type { Whom } from './whom'

interface Flags extends Place {
  readonly email?: string
  readonly visitor?: string
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
  const command = describeDatabaseCommand(name, subcommand.about, [
    new Option('--email <email>', 'the contact with this e-mail').conflicts('visitor'),
    new Option('--visitor <cuid>', 'the visitor with this id, from the cookie sib_cuid'),
  ])
  const told = readArguments(command, args)
  if (told) return told
  const flags = command.opts<Flags>()
  const whom = whomOf(flags, command)
  return { text: inDatabase(flags, environment, (db) => subcommand.run(db, whom)) }
}

function whomOf({ email, visitor }: Flags, command: Command): Whom {
  if (email !== undefined && !isEmail(email)) throw misuse(command, '--email takes an e-mail address.')
  if (email !== undefined) return { email }
  if (visitor) return { visitor }
  throw misuse(command, 'One of --email and --visitor is needed.')
}

function exported(db: Database, whom: Whom): string {
  const person = readPerson(db, whom)
  if (!person) throw startProblem(`nothing is stored about ${nameOf(whom)}`)
  return `${JSON.stringify({ exportedAt: new Date().toISOString(), ...whom, ...person }, null, 2)}\n`
}

function erased(db: Database, whom: Whom): string {
  const { hits, isFound } = erasePerson(db, whom)
  if (!isFound) return `Nobody found: nothing is stored about ${nameOf(whom)}. What still arrives of their earlier events stays out.\n`
  return `Erased ${nameOf(whom)} with ${hits} ${hits === 1 ? 'event' : 'events'}.\n`
}
