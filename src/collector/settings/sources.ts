import { readFileSync } from 'node:fs'
import { isJsonObject } from '../json'
import { startProblem } from '../start-problem'
import { flagOf, variableOf } from './names'
import type { Options } from './options'
import { settings } from './table'

/** A value as it was given, in the form of the configuration file, and where: for the message if it is wrong. */
export interface Given {
  readonly value: unknown
  readonly where: string
}

/** What one source says, by the name of the setting. */
export type Source = Readonly<Record<string, Given>>

/** What the command line says; flags without a value are true. */
export function fromFlags(flags: Readonly<Record<string, unknown>>): Source {
  return collect(Object.keys(settings), (name) => ({ value: valueOf(name, flags[name]), where: flagOf(name) }))
}

/** What the environment says; an empty variable says nothing. */
export function fromEnvironment(environment: NodeJS.ProcessEnv): Source {
  return collect(Object.keys(settings), (name) => {
    const variable = variableOf(name)
    return { value: valueOf(name, environment[variable] || undefined), where: variable }
  })
}

/** What a configuration file says: a JSON object whose keys are the settings' names. */
export function fromFile(path: string): Source {
  const content = readObject(path)
  return collect(Object.keys(content), (name) => ({ value: content[name], where: `"${name}" in ${path}` }))
}

function collect(names: readonly string[], given: (name: string) => Given): Source {
  const entries = names.map((name) => [name, given(name)] as const)
  return Object.fromEntries(entries.filter(([, { value }]) => value !== undefined))
}

function valueOf(name: string, value: unknown): unknown {
  return typeof value === 'string' ? settings[name as keyof Options].kind.read(value) : value
}

function readObject(path: string): Readonly<Record<string, unknown>> {
  const wayOut = 'choose another file with --config'
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const isMissing = (error as { code?: string }).code !== undefined
    throw startProblem(isMissing ? `the configuration file ${path} cannot be read; ${wayOut}` : `${path} is not well-formed JSON`)
  }
  if (!isJsonObject(content)) throw startProblem(`${path} must hold one JSON object; see sib-collector --help`)
  return content
}
