import type { Json, JsonObject } from '../../contract/event'
import { isEmail } from '../../contract/validate'
import type { Fields } from '../decode'
import { isJsonObject } from '../json'
import { contactPart, hitFields, objectOf, own, pick } from './fields'
import type { Draft } from './fields'

/** Names of a single hit that are not properties of the visitor. */
const reserved = new Set([...hitFields, 'key', 'cuid', 'session_id', 'sent', 'sib_type', 'email_id', 'contact'])

/** What an `id` among pairs looks like that is the hit's own. */
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

/** What page calls name without the prefix (CONTRACT.md 9, 33). */
const pageAliases: Readonly<Record<string, string>> = {
  ma_url: 'url',
  ma_path: 'path',
  ma_title: 'title',
  ma_referrer: 'referrer',
}

/** Whether the fields are those of an envelope rather than of a hit. */
export function isEnvelope(fields: JsonObject): boolean {
  return Object.hasOwn(fields, 'hits')
}

/** Brings one hit, as any generation of scripts sends it to `/p`, into the stored names. */
export function normaliseSingle(read: Fields, makeId: () => string): Draft {
  const { fields } = read
  const kind = own(fields, 'sib_type')
  const properties = propertiesOf(read)
  return {
    id: ownId(read) ?? makeId(),
    ...(kind === undefined ? {} : { sib_type: kind }),
    ...contactPart(kind, emailOf(fields, properties)),
    ...(kind === 'page' ? pageFacts(properties) : {}),
    ...withoutEmptyText(pick(fields, hitFields)),
    ...(isJsonObject(properties) && Object.keys(properties).length === 0 ? {} : { properties }),
  }
}

/**
 * The id that the hit itself has. Among pairs that is a UUID only: the `id` of a product may be flattened into them
 * (CONTRACT.md 4), and would make the second visitor who looks at that product a duplicate of the first.
 */
function ownId({ fields, isPairs }: Fields): Json | undefined {
  const id = own(fields, 'id')
  return isPairs && !(typeof id === 'string' && uuid.test(id)) ? undefined : id
}

/** Early scripts flattened the properties into the top level: whatever is not reserved there is one. */
function propertiesOf(read: Fields): Json {
  const { fields } = read
  const given = pick(fields, ['properties']).properties ?? {}
  if (!isJsonObject(given)) return given
  const flattened: Record<string, Json> = {}
  for (const name of Object.keys(fields)) if (!isReserved(name, read)) flattened[name] = fields[name] ?? null
  return { ...flattened, ...given }
}

function isReserved(name: string, read: Fields): boolean {
  return name === 'id' ? !read.isPairs || ownId(read) !== undefined : reserved.has(name)
}

/** Sites name the contact in any property called `email` too (CONTRACT.md 2); the field of that purpose wins. */
function emailOf(fields: JsonObject, properties: Json): Json | undefined {
  const stated = own(fields, 'email_id') || own(objectOf(fields, 'contact'), 'email_id')
  if (stated) return stated
  const mentioned = isJsonObject(properties) ? own(properties, 'email') : undefined
  return isEmail(mentioned) ? mentioned : undefined
}

function pageFacts(properties: Json): JsonObject {
  if (!isJsonObject(properties)) return {}
  const facts = Object.entries(pageAliases).map(([fact, alias]) => [fact, own(properties, alias)] as const)
  return Object.fromEntries(facts.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** In a query an empty value means that there is none. */
function withoutEmptyText(fields: JsonObject): JsonObject {
  const kept: Record<string, Json> = {}
  for (const name of Object.keys(fields)) if (fields[name] !== '') kept[name] = fields[name] ?? null
  return kept
}
