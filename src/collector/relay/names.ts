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
  const freeName = createFreeNames(renamed)
  for (const [name, value] of inTurn) renamed.set(freeName(toApiName(name)), withApiNames(value))
  return Object.fromEntries(renamed)
}

/** Most characters of `_2`, `_3` and so on: no event has a million keys. */
const maxEndingLength = 7

/** Finds names that are free, by numbers that go on where the last search for such a name has ended: all keys may be alike. */
function createFreeNames(taken: ReadonlyMap<string, unknown>): (name: string) => string {
  const numbers = new Map<string, number>()
  return (name) => {
    if (!taken.has(name)) return name
    const stem = name.slice(0, maxNameLength - maxEndingLength)
    let number = numbers.get(stem) ?? 2
    while (taken.has(`${stem}_${number}`)) number++
    numbers.set(stem, number + 1)
    return `${stem}_${number}`
  }
}
