import { Ajv } from 'ajv'
import { startProblem } from '../start-problem'
import type { Options } from './options'
import { isReachable } from './reach'
import type { Source } from './sources'
import { defaults, settings } from './table'

const properties = Object.fromEntries(Object.entries(settings).map(([name, { kind }]) => [name, kind.schema]))

/** JSON Schema of the configuration file, which flags and variables have to fit as well. */
export const optionsSchema = { type: 'object', properties, additionalProperties: false }

const isValid = new Ajv().compile(optionsSchema)

/**
 * Settles what holds: the first source that says something about a setting wins, and what none of them says has its
 * default. Every source is checked whole, since what is overruled today holds again tomorrow. What has to fit together for
 * a collector to start is left to `refuseConflicts`: a command that only needs the file starts none.
 */
export function settle(sources: readonly Source[]): Options {
  for (const source of sources) check(source)
  const given = Object.assign({}, ...[...sources].reverse()) as Source
  const finished = Object.entries(given).map(([name, { value }]) => [name, settings[name as keyof Options].kind.finish(value)] as const)
  const told = Object.fromEntries(finished) as Partial<Options>
  const wished = { ...defaults, ...told }
  return { ...defaults, ...(isReachable(wished) ? {} : unlimited), ...told }
}

/** As long as nobody but this machine can call, rates are limited only where it is asked for. */
const unlimited = { maxRequestsPerAddress: Infinity, maxRequestsPerKey: Infinity }

function check(source: Source): void {
  const values = Object.fromEntries(Object.entries(source).map(([name, { value }]) => [name, value]))
  if (isValid(values)) return
  const [error] = isValid.errors ?? []
  const unknown = (error?.params as { additionalProperty?: string } | undefined)?.additionalProperty
  if (unknown !== undefined) throw startProblem(`${source[unknown]?.where ?? unknown} is not a setting. See sib-collector --help.`)
  const name = error?.instancePath.split('/')[1] ?? ''
  const { value, where } = source[name] ?? { value: undefined, where: name }
  const { kind, isSecret } = settings[name as keyof Options]
  // What the collector says ends in journals and terminals, where more people read than may know a secret.
  const instead = isSecret ? '' : `, not ${quote(value)}`
  throw startProblem(`${where} must be ${kind.expected}${instead}. See sib-collector --help.`)
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `'${value.replace(/\s+/g, ' ')}'` : JSON.stringify(value)
}
