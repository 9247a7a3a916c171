import { maxNameLength } from '../../contract/limits'
import type { Json, JsonObject } from '../../contract/event'

/**
 * Brings a name into the alphabet of `v3/events`: letters, digits, `-` and `_` (CONTRACT.md 6.1). Accents are dropped,
 * spaces and the like become `_`; letters of other scripts become their numbers, so that different names stay different.
 */
export function toApiName(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '')
  return plain.replace(/[^\w-]/gu, numbered).slice(0, maxNameLength) || '_'
}

function numbered(char: string): string {
  const point = char.codePointAt(0) ?? 0
  return point < 0x80 ? '_' : `u${point.toString(16)}`
}

/** A value whose keys are all names of `v3/events`; what is null says nothing there and is left out. */
export function withApiNames(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).filter((one) => one !== null).map(withApiNames)
  if (typeof value !== 'object' || value === null) return value
  return renameKeys(value as JsonObject)
}

/** The same for an object. Where two keys would become one, the second gets a number. */
export function renameKeys(object: JsonObject): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null)
  const isKept = (name: string): boolean => toApiName(name) === name
  // Names that may stay as they are go first, so that no other can take one away.
  const inTurn = [...entries.filter(([name]) => isKept(name)), ...entries.filter(([name]) => !isKept(name))]
  const renamed = new Map<string, Json>()
  for (const [name, value] of inTurn) renamed.set(freeName(toApiName(name), renamed), withApiNames(value))
  return Object.fromEntries(renamed)
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) {
    const ending = `_${number}`
    const candidate = name.slice(0, maxNameLength - ending.length) + ending
    if (!taken.has(candidate)) return candidate
  }
}
