import type { FastifyInstance } from 'fastify'
import type { Json, JsonObject } from '../contract/event'

/** Parses JSON text and throws where it is not JSON, or where a key in it would reach for a prototype. */
export type ParseJson = (text: string) => Json

/** Deepest nesting that is stored. Beyond some thousand levels `JSON.stringify` itself overflows the stack. */
const maxDepth = 100

/** Fastify's own guarded parser, for text that came in a body of any type or in a query. */
export function createJsonParser(app: FastifyInstance): ParseJson {
  const parse = app.getDefaultJsonParser('error', 'error') as unknown as GuardedParser
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
type GuardedParser = (request: undefined, text: string, done: (error: Error | null, value: unknown) => void) => void

/** Whether a value is an object in the sense of JSON: neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is nested deeper than what is stored. */
export function isTooDeep(value: unknown, levels = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((inner) => isTooDeep(inner, levels - 1))
}
