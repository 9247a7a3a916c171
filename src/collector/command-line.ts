import { CommanderError } from 'commander'
import type { Command } from 'commander'
import { startProblem } from './start-problem'

/** Text for the standard output, after which the command ends. */
export interface Told {
  readonly text: string
}

/**
 * Reads arguments into a command. It answers where they ask for nothing but its help or version; what is wrong with them
 * is thrown as a start problem. `ofExcess` says what is wrong with words that the command has no place for.
 */
export function readArguments(command: Command, args: readonly string[], ofExcess?: (words: readonly string[]) => string): Told | undefined {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined })
  try {
    command.exitOverride().parse(args, { from: 'user' })
    return undefined
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    throw misuse(command, (error.code === 'commander.excessArguments' && ofExcess?.(command.args)) || oneLine(error.message))
  }
}

/** A mistake in the arguments of a command, which leads to its help. */
export function misuse(command: Command, message: string): Error {
  return startProblem(`${message} See ${command.name()} --help.`)
}

/** Commander puts its suggestions on a line of their own, and quotes the value of a flag that it does not know: a secret, maybe. */
function oneLine(message: string): string {
  const text = message.replace(/^error: /, '').replace(/^(unknown option '--[\w-]+)=[^]*'/, "$1'").replace(/\s*\n\s*/g, ' ')
  return /[.?)]$/.test(text) ? text : `${text}.`
}
