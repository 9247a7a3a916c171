import { readFileSync } from 'node:fs'
import { Option } from 'commander'
import type { Command } from 'commander'
import { misuse, readArguments } from '../command-line'
import type { Told } from '../command-line'
import { startProblem } from '../start-problem'
import { describeSubcommand } from '../subcommand'
import { fillTag } from './fill'

/** What was built beside the collector. */
export interface BuiltFiles {
  readonly tagFile: string
  readonly scriptFile: string
}

interface Flags {
  readonly key: string
  readonly address: string
  readonly pin?: true
}

/**
 * Carries out `sib-collector tag`; undefined where the arguments ask for something else. What is wrong with them is thrown
 * as a start problem.
 */
export function answerAboutTag([name, ...args]: readonly string[], { tagFile, scriptFile }: BuiltFiles): Told | undefined {
  if (name !== 'tag') return undefined
  const command = describeSubcommand('tag', 'Prints the tag for the pages of a site, filled in: paste it before </body>.', [
    new Option('--key <key>', 'client key, by which the events of this site are known').makeOptionMandatory(),
    new Option('--address <address>', 'where pages reach the collector, such as https://events.example.com').makeOptionMandatory(),
    new Option('--pin', 'take the script that stands beside this collector now and no other; print the tag again after each update, before the collector is started anew'),
  ])
  const told = readArguments(command, args)
  if (told) return told
  const { key, address, pin } = command.opts<Flags>()
  if (key === '') throw misuse(command, '--key is empty.')
  const script = pin && read(scriptFile)
  const text = fillTag(read(tagFile).toString(), { key, address: addressOf(address, command), script })
  if (text === undefined) throw startProblem(`${tagFile} is not the tag as it was built: run npm run build, or install the package anew`)
  return { text }
}

function addressOf(given: string, command: Command): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  const isWhole = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  if (!isWhole) throw misuse(command, '--address takes an http or https address, such as https://events.example.com.')
  return url.href.replace(/\/+$/, '')
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw startProblem(`${file} is missing: run npm run build, or install the package anew`)
  }
}
