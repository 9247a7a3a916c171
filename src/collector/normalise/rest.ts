import type { HitKind, Json, JsonObject } from '../../contract/event'
import type { RestPath } from '../../contract/rest'
import { isJsonObject } from '../json'
import { own, pick } from './fields'
import type { Draft } from './fields'

/** Facts of the page that REST clients send among the properties (CONTRACT.md 5). */
const pageFacts = ['ma_url', 'ma_path', 'ma_title', 'ma_referrer']

/** The spellings that clients use for one field, the documented one first (CONTRACT.md 5, 9). */
const spellings = {
  attributes: ['attributes', 'properties'],
  properties: ['properties'],
  eventdata: ['eventdata', 'eventData'],
  page: ['page', 'link'],
} as const

/** A REST body under its documented names alone. */
export function settleSpellings(path: RestPath, body: JsonObject): JsonObject {
  const settled = pick(body, ['email', 'event'])
  return {
    ...settled,
    ...(path === 'trackPage' ? first(body, 'page', spellings.page) : pick(body, ['link'])),
    ...(path === 'identify'
      ? first(body, 'attributes', spellings.attributes)
      : first(body, 'properties', spellings.properties)),
    ...first(body, 'eventdata', spellings.eventdata),
  }
}

/** Brings a REST body, its spellings settled, into the stored names. */
export function normaliseRest(path: RestPath, body: JsonObject, id: string): Draft {
  const stamp = (kind: HitKind): JsonObject => ({ id, sib_type: kind, ...renamed(body, 'email', 'email_id') })
  const { facts, properties } = splitProperties(body)
  switch (path) {
    case 'identify':
      return { ...stamp('identify'), ...renamed(body, 'attributes', 'properties') }
    case 'trackEvent':
      return {
        ...stamp('track'),
        ...renamed(body, 'event', 'sib_name'),
        ...facts,
        ...properties,
        ...renamed(body, 'eventdata', 'event'),
      }
    case 'trackLink':
      return { ...stamp('trackLink'), ...renamed(body, 'link', 'href'), ...facts, ...properties }
    case 'trackPage':
      return { ...stamp('page'), ...renamed(body, 'page', 'sib_name'), ...facts, ...properties }
  }
}

function first(body: JsonObject, name: string, spellingsOfIt: readonly string[]): JsonObject {
  const value = Object.values(pick(body, spellingsOfIt))[0]
  return value === undefined ? {} : { [name]: value }
}

function renamed(body: JsonObject, from: string, to: string): Record<string, Json> {
  const value = own(body, from)
  return value === undefined ? {} : { [to]: value }
}

/** A browser sends the facts of the page beside the properties: both ways end in one shape. */
function splitProperties(body: JsonObject): { readonly facts: JsonObject; readonly properties: JsonObject } {
  const given = own(body, 'properties')
  if (!isJsonObject(given)) return { facts: {}, properties: {} }
  const facts = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => pageFacts.includes(name) && typeof value === 'string'),
  )
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(facts, name)))
  return { facts, properties: Object.keys(rest).length === 0 ? {} : { properties: rest } }
}
