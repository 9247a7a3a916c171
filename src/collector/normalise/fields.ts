import type { Json, JsonObject } from '../../contract/event'
import { isEmail } from '../../contract/validate'
import { isJsonObject } from '../json'

/** A hit in the stored names whose values nobody has checked yet. */
export type Draft = JsonObject

/** The names of a stored hit, apart from `id`, `sib_type` and the contact. */
export const hitFields = [
  'sib_name',
  'ma_url',
  'ma_path',
  'ma_title',
  'ma_referrer',
  'href',
  'linkid',
  'sib_clid',
  'properties',
  'event',
  'ts',
  'lane',
  'seq',
]

/** The fields of the given names that hold something: null says nothing on the wire, and PHP writes `[]` for an empty object. */
export function pick(fields: JsonObject, names: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {}
  for (const name of names) {
    const value = own(fields, name)
    if (value !== undefined && !isEmptyList(value)) picked[name] = value
  }
  return picked
}

/** A field's own value; undefined where it is missing or null. */
export function own(fields: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? (fields[name] ?? undefined) : undefined
}

/** A field that is an object; an empty one where it is anything else. */
export function objectOf(fields: JsonObject, name: string): JsonObject {
  const value = own(fields, name)
  return isJsonObject(value) ? value : {}
}

/** The visitor's id, under its present name or the early one (CONTRACT.md 4). */
export function visitorOf(fields: JsonObject): Json | undefined {
  return own(fields, 'cuid') || own(fields, 'session_id') || undefined
}

/**
 * The contact's e-mail as a part of a draft. Pages send what they have, the empty string and `undefined` in letters
 * included: only an `identify` fails by it, any other event is simply anonymous.
 */
export function contactPart(kind: Json | undefined, email: Json | undefined): { readonly email_id?: Json } {
  const isWanted = kind === 'identify' ? email !== undefined && email !== '' : isEmail(email)
  return isWanted && email !== undefined ? { email_id: email } : {}
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0
}
