import type { HitKind } from '../../contract/event'
import type { ConsentState } from '../consent'
import type { EventData } from './events'

export type { HitKind }

/** An event on its way to the outbox, in the words of the wire; `before_send` may change all of it. */
export interface OutgoingEvent {
  sib_type: HitKind
  /** Event name, page name, or the id of a link's element. */
  sib_name?: string
  /** The contact, where one is known. */
  email_id?: string | undefined
  properties?: Record<string, unknown>
  event?: EventData
  /** Absolute URL of the page at the call. */
  ma_url?: string
  /** Pages only, like title and referrer. */
  ma_path?: string
  ma_title?: string
  ma_referrer?: string
  /** Absolute target of a tracked link. */
  href?: string
}

/** What `init` takes: the same settings that the tag's users put on `window.sib`. */
export interface Options {
  /** The public key of the account. */
  client_key: string
  /** The contact's e-mail; anything that is none is ignored. */
  email_id?: string | null | undefined
  /** Origin of one's own collector; `https://in-automate.brevo.com` receives the events otherwise. */
  api_host?: string | undefined
  /** Without a collector: identified calls use `api/v2`; false sends everything to `/p`. True by default. */
  rest?: boolean | undefined
  /** Page views of themselves, the first one and those on history changes. True by default; false leaves all of them to `page()`. */
  spa?: boolean | undefined
  /** The first state, `granted` by default. */
  consent?: ConsentState | undefined
  /** Global Privacy Control counts as denied unless `consent` is set. True by default. */
  respect_gpc?: boolean | undefined
  /** Where the cookie `sib_cuid` stands; the widest domain that the browser accepts by default. */
  cookie_domain?: string | undefined
  /** How many days it stands, 180 by default. */
  cookie_days?: number | undefined
  /** Changes an event or drops it, as the last step before it is stored. */
  before_send?: ((event: OutgoingEvent) => OutgoingEvent | null | undefined) | undefined
  /** Says every step and every drop in the console. */
  debug?: boolean | undefined
}
