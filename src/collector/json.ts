import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../contract/errors'
import type { Json, JsonObject } from '../contract/event'

/** Parses JSON text and throws where it is not JSON. What came in is to be looked at with `structureProblem`. */
export type ParseJson = (text: string) => Json

/**
 * Fastify's own parser, for text that came in a body of any type or in a query. It is told to leave keys alone that reach
 * for a prototype: it could only refuse the whole text, where one hit of fifty is at fault.
 */
export function createJsonParser(app: FastifyInstance): ParseJson {
  const parse = app.getDefaultJsonParser('ignore', 'ignore') as unknown as DefaultParser
  return (text) => {
    let result: Json = null
    parse(undefined, text, (error, value) => {
      if (error) throw error
      result = value as Json
    })
    return result
  }
}

/** The parser's real signature: it answers at once, and takes no notice of the request. */
type DefaultParser = (request: undefined, text: string, done: (error: Error | null, value: unknown) => void) => void

/** Whether a value is an object in the sense of JSON: neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Why a parsed value is not stored; undefined where nothing is wrong with it. */
export function structureProblem(value: unknown, levels: number): ApiError | undefined {
  const flaw = flawIn(value, levels)
  return flaw && { code: 'invalid_parameter', message: flaws[flaw] }
}

const flaws = {
  depth: 'the value is nested too deeply',
  prototype: 'a key reaches for a prototype (__proto__ or constructor.prototype)',
}

/** Every object that comes in is looked at: keys one by one, for lists of entries would cost more than the look. */
function flawIn(value: unknown, levels: number): keyof typeof flaws | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return 'depth'
  for (const name of Object.keys(value)) {
    const inner = (value as Readonly<Record<string, unknown>>)[name]
    if (name === '__proto__' || (name === 'constructor' && hasPrototype(inner))) return 'prototype'
    const flaw = flawIn(inner, levels - 1)
    if (flaw) return flaw
  }
  return undefined
}

function hasPrototype(constructor: unknown): boolean {
  return typeof constructor === 'object' && constructor !== null && Object.hasOwn(constructor, 'prototype')
}

/** A copy that can be written as JSON however deep the value is; what lies too deep becomes an ellipsis. */
export function prune(value: Json, levels: number): Json {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return '…'
  if (Array.isArray(value)) return (value as readonly Json[]).map((inner) => prune(inner, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, prune(inner, levels - 1)]))
}
