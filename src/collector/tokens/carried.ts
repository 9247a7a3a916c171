import { contactTokenName } from '../../rest/contact-token'
import type { CollectedHit } from '../sink'

/** A hit without the token that it carried, and the token. */
export interface Carried {
  readonly hit: CollectedHit
  readonly token?: string
}

/** The parameter, or several of them, with the separator before: in a query, or in the route behind `#`. */
const parameter = new RegExp(`([?&])((?:${contactTokenName}=[^&#\\s"'\\\\]*&?)+)`, 'g')

/** Where a name starts: not within a longer one, but behind an escape, which ends like a name. */
const start = '(?<=^|[^\\w-]|%(?:25){0,3}[\\da-f]{2}|\\\\u[\\da-f]{4})'

const equals = '=|%(?:25){0,3}3D'

/** A token behind its name in other text: a query or an address in escapes, or JSON that was not read. */
const mention = new RegExp(`(${start}${contactTokenName}(?:${equals}|\\\\*"\\s?:\\s?\\[?\\\\*"))[\\w-]+(?:${equals})*`, 'gi')

/** Whether there may be a token anywhere in a value. */
export function mentionsToken(value: unknown): boolean {
  return JSON.stringify(value).includes(contactTokenName)
}

/**
 * Takes the token off a hit: from the field of its name or, where the tracker does not know of tokens, from the address of
 * the page. Where somebody came from is not what they followed now.
 */
export function takeToken(hit: CollectedHit): Carried {
  const token = hit.sib_clid ?? tokenIn(hit.ma_url)
  return { hit: withoutTokens(hit), ...(token !== undefined && { token }) }
}

/**
 * A copy without the tokens, wherever they are: scripts and pages write the address into properties, too. One that was
 * used is worthless, but one that was not is for whoever reads it. Nothing else of an address changes.
 */
export function withoutTokens<Value>(value: Value): Value {
  const replace = (name: string, inner: unknown): unknown => {
    if (name === contactTokenName) return undefined
    return typeof inner === 'string' ? cleaned(inner) : inner
  }
  return JSON.parse(JSON.stringify(value, replace)) as Value
}

function cleaned(text: string): string {
  const withoutParameter = text.replace(parameter, (_match, before: string, pairs: string) => (pairs.endsWith('&') ? before : ''))
  return withoutParameter.replace(mention, '$1')
}

function tokenIn(address = ''): string | undefined {
  for (const [, , pairs = ''] of address.matchAll(parameter)) return decode(pairs.slice(pairs.indexOf('=') + 1).split('&', 1)[0] ?? '')
  return undefined
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
