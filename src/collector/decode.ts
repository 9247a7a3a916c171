import type { ApiError } from '../contract/errors'
import type { Json, JsonObject } from '../contract/event'
import { isJsonObject, structureProblem } from './json'
import type { ParseJson } from './json'
import type { Encoding } from './sink'

/** The fields of a request. */
export interface Fields {
  readonly fields: JsonObject
  /** Whether they were pairs of texts, as in a query: early scripts flattened their properties into those. */
  readonly isPairs: boolean
}

/** What was read of a request, or why it cannot be. */
export type Decoded = Fields | { readonly problem: ApiError }

/** How texts are read. */
export interface Reading {
  readonly parseJson: ParseJson
  /** Deepest nesting that is taken. */
  readonly maxDepth: number
}

/** Fields that a client of the text encodings may have written as JSON. */
const nested = ['properties', 'event', 'contact']

const forbiddenKey = 'a key reaches for a prototype (__proto__)'

/** Fields that are numbers on the wire. */
const numeric = ['ts', 'seq', 'sent']

/** Which encoding a content type stands for; a body without one comes from a beacon and is JSON as well. */
export function encodingOf(contentType = ''): Encoding {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/x-www-form-urlencoded') return 'form'
  return type === 'application/json' || type.endsWith('+json') ? 'json' : 'text'
}

/** Reads the text of a body or a query as fields. The hits of an envelope are left to be judged one by one. */
export function decode(encoding: Encoding, text: string, { parseJson, maxDepth }: Reading): Decoded {
  // `curl -d` calls everything a form, JSON too.
  const isPairs = encoding === 'query' || (encoding === 'form' && !text.trimStart().startsWith('{'))
  let value: Json
  try {
    value = isPairs ? parsePairs(text, parseJson) : parseJson(text)
  } catch {
    return invalid(isPairs ? forbiddenKey : 'the body is not well-formed JSON')
  }
  if (!isJsonObject(value)) return invalid('the body is not a JSON object')
  const problem = structureProblem(Array.isArray(value.hits) ? { ...value, hits: [] } : value, maxDepth)
  return problem ? { problem } : { fields: value, isPairs }
}

function isWellFormed(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function invalid(message: string): Decoded {
  return { problem: { code: 'invalid_parameter', message } }
}

/** Everything is text in a query or a form: numbers and nested objects get their types back. */
function parsePairs(text: string, parseJson: ParseJson): JsonObject {
  const fields: Record<string, Json> = {}
  const flattened: Record<string, Json> = {}
  for (const [name, value] of groupPairs(text)) {
    if (name === '__proto__') throw new Error('a key reaches for the prototype')
    if (value === '' && (name === 'id' || numeric.includes(name))) continue
    if (!nested.includes(name)) fields[name] = numeric.includes(name) ? toNumber(value) : value
    else if (typeof value === 'string' && value.startsWith('{') && isWellFormed(value)) fields[name] = parseJson(value)
    // Early scripts flattened their properties: other text under one of these names is a property that is called so.
    else if (value) flattened[name] = value
  }
  const { properties } = fields
  if (Object.keys(flattened).length === 0) return fields
  return { ...fields, properties: isJsonObject(properties) ? { ...flattened, ...properties } : flattened }
}

function toNumber(value: Json): Json {
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

/** A name that occurs more than once becomes a list; it grows in place, since a body may be one name and no more. */
function groupPairs(text: string): Map<string, Json> {
  const groups = new Map<string, string | string[]>()
  for (const [name, value] of new URLSearchParams(text)) {
    const before = groups.get(name)
    if (before === undefined) groups.set(name, value)
    else if (Array.isArray(before)) before.push(value)
    else groups.set(name, [before, value])
  }
  return groups
}
