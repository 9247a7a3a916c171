import type { RestPath } from '../contract/rest'
import { stringify } from './json'
import type { StoredEvent } from './record'
import type { OutgoingRequest } from './transport'

type StoredHit = StoredEvent['hit']

const vendorHost = 'https://in-automate.brevo.com/'

/**
 * Hits for an own collector (DESIGN.md 4.1). Without a header the body is `text/plain`: that needs no CORS preflight,
 * so it survives the browser's exit.
 */
export function toCollector(apiHost: string, hits: readonly [StoredHit, ...StoredHit[]], now: () => number): OutgoingRequest {
  return { url: `${apiHost}/p`, headers: {}, body: stringify({ key: hits[0].key, cuid: hits[0].cuid, sent: now(), hits: hits.map(({ key, cuid, ...hit }) => hit) }) }
}

/** One hit for the vendor's `/p` (DESIGN.md 4.3). */
export const toSingle = (hit: StoredHit): OutgoingRequest => json('p', hit)

/** Where a hit goes, and what it says there. */
type Call = readonly [path: `api/v2/${RestPath}`, fields: object]

/** One hit of a known contact for the documented `api/v2`, with the documented fields only (DESIGN.md 4.2, CONTRACT.md 5). */
export function toRest(hit: StoredHit): OutgoingRequest {
  const { key, email_id: email, sib_type, sib_name, properties, event, href, ma_url, ma_path, ma_title, ma_referrer } = hit
  const calls: Partial<Record<string, Call>> = {
    identify: ['api/v2/identify', { email, attributes: properties }],
    trackLink: ['api/v2/trackLink', { email, link: href, properties }],
    page: ['api/v2/trackPage', { email, page: sib_name, properties: { ...properties, ma_url, ma_path, ma_title, ma_referrer } }],
  }
  const track = ['api/v2/trackEvent', { email, event: sib_name, properties, eventdata: event }] as const
  return json(...(calls[sib_type] ?? track), { 'ma-key': key })
}

function json(path: string, body: object, headers?: Record<string, string>): OutgoingRequest {
  return { url: vendorHost + path, headers: { 'content-type': 'application/json', ...headers }, body: stringify(body) }
}
