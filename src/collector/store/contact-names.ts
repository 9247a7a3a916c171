import type { JsonObject } from '../../contract/event'
import type { CollectedHit } from '../sink'

/** The kinds of names in the order in which they decide, and the attribute that says the same in `identify` (CONTRACT.md 2). */
const kinds = [
  ['email_id', undefined],
  ['ext_id', 'EXT_ID'],
  ['phone_id', 'SMS'],
  ['whatsapp_id', 'WHATSAPP'],
  ['landline_number_id', 'LANDLINE_NUMBER'],
] as const

/** One name that a contact goes by. */
export interface ContactName {
  readonly kind: (typeof kinds)[number][0]
  readonly value: string
}

/** The names that a hit gives its contact, in the order in which they decide; the number is none of them. */
export function namesIn({ email_id: email, identifiers, sib_type: type, properties = {} }: CollectedHit): readonly ContactName[] {
  // Most hits name nobody, and each of them comes by here.
  if (email === undefined && identifiers === undefined && type !== 'identify') return []
  const values: Readonly<Record<string, unknown>> = { email_id: email, ...identifiers }
  const attributes: JsonObject = type === 'identify' ? properties : {}
  return kinds.flatMap(([kind, attribute]) => {
    const value = values[kind] ?? (attribute === undefined ? undefined : attributes[attribute])
    return typeof value === 'string' && value !== '' ? [{ kind, value }] : []
  })
}

/** The same with the number, one text each, for whoever has to tell contacts apart by any of them. */
export function labelsIn(hit: CollectedHit): readonly string[] {
  const number = hit.identifiers?.contact_id
  return [...(number === undefined ? [] : [labelOf('contact_id', number)]), ...namesIn(hit).map(({ kind, value }) => labelOf(kind, value))]
}

/** The label of one name; e-mails are one in whatever case they are written. */
export function labelOf(kind: ContactName['kind'] | 'contact_id', value: string | number): string {
  return `${kind} ${kind === 'email_id' ? String(value).toLowerCase() : value}`
}
