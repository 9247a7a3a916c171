import type { EventData, JsonObject } from '../../contract/event'
import type { IdentifyBody, TrackEventBody, TrackLinkBody, TrackPageBody } from '../../contract/rest'
import type { Client } from '../../rest/client'
import type { CallOptions } from '../../rest/send'
import type { CollectedHit } from '../sink'
import type { StoredHit } from './queue'

const facts = ['ma_url', 'ma_path', 'ma_title', 'ma_referrer'] as const

/** A hit whose contact has an e-mail, without which `api/v2` takes nothing. */
export interface Addressed extends StoredHit {
  readonly email: string
}

/** Makes the documented call of `api/v2` that says what a stored hit says; the time of the event has no place in it. */
export function callFor({ hit, email }: Addressed, client: Client, options: CallOptions): Promise<void> {
  switch (hit.sib_type) {
    case 'identify':
      return client.identify({ email, ...part('attributes', hit.properties) } satisfies IdentifyBody, options)
    case 'page':
      return client.trackPage({ email, page: pageName(hit), ...propertiesOf(hit) } satisfies TrackPageBody, options)
    case 'trackLink':
      return client.trackLink({ email, link: hit.href ?? hit.linkid ?? '', ...propertiesOf(hit) } satisfies TrackLinkBody, options)
    default: {
      const body = { email, event: hit.sib_name ?? '', ...propertiesOf(hit), ...part('eventdata', hit.event as EventData) }
      return client.trackEvent(body satisfies TrackEventBody, options)
    }
  }
}

/** The name is required upstream, and a page may have none. */
function pageName({ sib_name: name, ma_title: title, ma_path: path, ma_url: url }: CollectedHit): string {
  return [name, title, path, url].find((one) => one?.trim()) ?? 'page'
}

function propertiesOf(hit: CollectedHit): { readonly properties?: JsonObject } {
  const known = facts.flatMap((fact) => (hit[fact] === undefined ? [] : [[fact, hit[fact]] as const]))
  const properties: JsonObject = { ...hit.properties, ...Object.fromEntries(known) }
  return Object.keys(properties).length > 0 ? { properties } : {}
}

function part<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: T }
}
