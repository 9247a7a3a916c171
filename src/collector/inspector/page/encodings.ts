import type { Json, JsonObject } from '../../../contract/event'
import type { RestPath } from '../../../contract/rest'
import type { HitRecord } from '../record'

/** One way to send a hit, or why it cannot go that way. */
export interface Encoded {
  readonly title: string
  readonly text: string
}

/** How a hit would look in each encoding that the collector or Brevo takes. */
export function encodingsOf(hit: HitRecord): readonly Encoded[] {
  return [
    { title: 'Envelope', text: envelope(hit) },
    { title: 'Single hit', text: single(hit) },
    { title: 'In the address', text: inAddress(hit) },
    { title: 'api/v2', text: rest(hit) },
    { title: 'v3/events', text: event(hit) },
  ]
}

/** What a tracker sends to a collector: hits of one visitor, as text, so that no preflight is needed. */
function envelope(hit: HitRecord): string {
  const { key, cuid, sent, email } = hit
  const hits = [{ ...hit.body, ...contact(email) }]
  return request('POST /p', { 'content-type': 'text/plain;charset=UTF-8' }, { key, cuid, sent: sent ?? hit.receivedAt, hits })
}

function single({ key, cuid, email, body }: HitRecord): string {
  return request('POST /p', { 'content-type': 'application/json' }, { key, cuid, ...body, ...contact(email) })
}

function inAddress({ key, cuid, email, body }: HitRecord): string {
  const fields = Object.entries<Json>({ key, cuid, ...body, ...contact(email) }).filter(([, value]) => value !== null)
  const pairs = fields.map(([name, value]): [string, string] => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
  return `GET /p?${new URLSearchParams(pairs).toString()}`
}

const noEmail = 'Not possible: this endpoint needs an e-mail, and this visitor is not known by one.'

function rest({ kind, name, key, email, body }: HitRecord): string {
  if (email === null) return noEmail
  const { properties, event: eventdata, href, ma_url, ma_path, ma_title, ma_referrer } = body
  const calls: Readonly<Record<string, readonly [RestPath, object]>> = {
    identify: ['identify', { attributes: properties }],
    track: ['trackEvent', { event: name, properties, eventdata }],
    trackLink: ['trackLink', { link: href, properties }],
    page: ['trackPage', { page: name, properties: { ...objectOf(properties), ma_url, ma_path, ma_title, ma_referrer } }],
  }
  const call = Object.hasOwn(calls, kind ?? '') ? calls[kind ?? ''] : undefined
  if (!call) return 'Not possible: only the four kinds of event have an endpoint.'
  const [path, fields] = call
  return request(`POST /api/v2/${path}`, { 'content-type': 'application/json', 'ma-key': key }, { email, ...fields })
}

function event({ kind, name, email, receivedAt, ts, body }: HitRecord): string {
  if (kind !== 'track') return 'Not possible: this endpoint takes events only, neither pages nor links nor identities.'
  if (email === null) return noEmail
  const { id, data } = objectOf(body.event)
  return request('POST /v3/events', { 'content-type': 'application/json', 'api-key': '…' }, {
    event_name: name,
    event_date: new Date(ts ?? receivedAt).toISOString(),
    identifiers: { email_id: email },
    contact_properties: body.properties,
    event_properties: { ...objectOf(data), ...(id === undefined ? {} : { id }) },
  })
}

function request(line: string, headers: Readonly<Record<string, string>>, body: object): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `${[line, ...lines].join('\n')}\n\n${JSON.stringify(body, null, 2)}`
}

function contact(email: string | null): object {
  return email === null ? {} : { email_id: email }
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
