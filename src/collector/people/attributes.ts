import type { JsonObject } from '../../contract/event'

/** A value that a contact's attribute can have; null where it was emptied. */
export type AttributeValue = string | number | boolean | null

/** What an event says about one attribute. */
export interface AttributeChange {
  /** In capitals, as Brevo keeps them. */
  readonly name: string
  readonly value: AttributeValue
}

/** The attributes of an account that nobody has added any to (CONTRACT.md 2). */
export const standardAttributes = ['FIRSTNAME', 'LASTNAME', 'SMS', 'EXT_ID', 'WHATSAPP', 'LANDLINE_NUMBER']

/** Reads what an event's properties say about a contact. */
export type ReadAttributes = (properties: JsonObject) => readonly AttributeChange[]

/**
 * Creates the reader for an account with these attributes beside the standard ones. Properties that correspond to an
 * attribute update it, in whatever case they are written; all others stay with their event alone. An empty text empties
 * the attribute; null and nested values say nothing about it.
 */
export function createAttributeReader(added: readonly string[] = []): ReadAttributes {
  const names = new Set([...standardAttributes, ...added].map((name) => name.toUpperCase()))
  return (properties) => {
    const changes = new Map<string, AttributeValue>()
    for (const [property, value] of Object.entries(properties)) {
      const name = property.toUpperCase()
      if (names.has(name) && isAttributeValue(value)) changes.set(name, value === '' ? null : value)
    }
    return [...changes].map(([name, value]) => ({ name, value }))
  }
}

function isAttributeValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
