import type { ApiError } from '../contract/errors'
import type { HitKind } from '../contract/event'
import { maxNameLength } from '../contract/limits'
import { emailIn, isName } from '../contract/validate'
import { redact } from './redact'

/** What the page says of itself. */
export interface PageFacts {
  readonly title: string
  readonly referrer: string
}

/** An event as the call describes it, in the fields of the wire; the values are still the caller's own. */
export interface Draft {
  readonly sib_type: HitKind
  readonly sib_name?: unknown
  readonly email_id?: unknown
  readonly properties?: unknown
  readonly event?: unknown
  readonly href?: string
  readonly ma_url?: unknown
  readonly ma_path?: unknown
  readonly ma_title?: unknown
  readonly ma_referrer?: unknown
}

/** What a call comes to: an event, or what is wrong. */
export type ParsedCall = Draft | (ApiError & { readonly sib_type?: undefined })

type Fields = Readonly<Record<string, unknown>>

const badName: ApiError = { code: 'invalid_parameter', message: `a name has 1 to ${maxNameLength} characters` }

/**
 * `identify(email, attributes?)`, also `identify({ identifiers: { email_id }, attributes })` and
 * `identify({ email, attributes })`; an object without `attributes` holds them itself (CONTRACT.md 1.7, 22 and 9, 18).
 */
export function parseIdentify(who: unknown, attributes?: unknown): ParsedCall {
  const { email, identifiers, attributes: inner, ...rest } = fields(who)
  const email_id = emailIn(email ?? fields(identifiers).email_id ?? who)
  if (!email_id) return { code: 'invalid_parameter', message: 'no e-mail' }
  return { sib_type: 'identify', email_id, properties: fields(inner ?? attributes ?? rest) }
}

/** `track(name, properties?, { id?, data? }?)`. Event data without that wrapper is taken as `data` (CONTRACT.md 1.7, 29). */
export function parseTrack(name: unknown, properties?: unknown, eventData?: unknown): ParsedCall {
  const { id, data, ...bare } = fields(eventData)
  const event = eventData ? { id, data: data ?? (Object.keys(bare).length ? bare : undefined) } : undefined
  return isName(name) ? { sib_type: 'track', sib_name: name, ...person(properties), event } : badName
}

/**
 * `page(name?, properties?)`. The name defaults to the title, or to the URL where there is none, and shows no secrets: real pages give their path as one
 * (CONTRACT.md 1.7, 34). `ma_url ma_path ma_title ma_referrer` replace what the page says of itself, and so do the same words without the prefix,
 * which stay properties too (CONTRACT.md 9, 33).
 */
export function parsePage(name: unknown, given: unknown, pageUrl: string, facts: PageFacts): ParsedCall {
  const all = fields(given ?? name)
  const { ma_url, ma_path, ma_title, ma_referrer, ...rest } = all
  const url: unknown = ma_url ?? all.url ?? pageUrl
  const title: unknown = ma_title ?? all.title ?? facts.title
  const named = typeof name === 'string' && name
  const sib_name = redact(named || String(title || url).slice(0, maxNameLength)) || '/'
  if (!isName(sib_name)) return badName
  return {
    sib_type: 'page',
    sib_name,
    ...person(rest),
    ma_url: url,
    ma_path: ma_path ?? all.path ?? (String(url).replace(/^\w+:\/\/[^/?#]*|[?#].*/g, '') || '/'),
    ma_title: title,
    ma_referrer: ma_referrer ?? all.referrer ?? facts.referrer,
  }
}

/** A link that `trackLink` watches, before anybody has followed it. */
export function draftLink(properties: unknown): Draft {
  return { sib_type: 'trackLink', ...person(properties) }
}

/** An `email` among the properties says who the visitor is; it is no attribute (CONTRACT.md 2, reserved keys). */
function person(given: unknown): Pick<Draft, 'email_id' | 'properties'> {
  const { email, ...rest } = fields(given)
  const email_id = emailIn(email)
  return { email_id, properties: email_id ? rest : { ...rest, email } }
}

/** The members of an object, none that a page has put on all objects; a list has its places as names. None of anything else, DOM nodes included. */
function fields(value: unknown): Fields {
  const isPlain = typeof value === 'object' && !(value as Node | null)?.nodeType
  return { __proto__: null, ...(isPlain && value) }
}
