import type { ApiError, ErrorCode } from '../../contract/errors'
import type { ConsentState } from '../consent'
import type { EventDataOf, EventName } from './events'

export type { ConsentState, ErrorCode }

/** Why an event is refused or given up: the code is stable, the message is for people. */
export type TrackerError = ApiError

/**
 * Called once for each event: with `null` and the event's id when the event was delivered, or with an error when it never will be. On a
 * server, where nothing is sent, it is not called.
 */
export type Callback = (error: TrackerError | null, id?: string) => void

/** State of the visitor: contact attributes. An `email` names the contact. Values become what JSON makes of them. */
export interface Properties {
  email?: string | null | undefined
  // With `unknown` in its place, objects that an app has declared as an interface would not fit.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [name: string]: any
}

/** Properties of a page view; these four replace what the page says of itself. */
export interface PageProperties extends Properties {
  ma_url?: string | undefined
  ma_path?: string | undefined
  ma_title?: string | undefined
  ma_referrer?: string | undefined
}

/** A contact by its e-mail, in the words of Brevo's own API. */
export interface Person {
  identifiers: { email_id: string }
  attributes?: Properties | null | undefined
}

/** An element, as far as its type has to be known where there may be no DOM. */
export interface ElementLike {
  readonly tagName: string
}

/** Which links to watch: an element, a list of them (a `NodeList`, what jQuery returns) or a selector. */
export type LinkTarget = ElementLike | ArrayLike<ElementLike> | string | null | undefined

/** Says who the visitor is; earlier events of the same visitor belong to the contact, too. */
export interface Identify {
  (who: string | Person, callback?: Callback): void
  (email: string, attributes: Properties | null | undefined, callback?: Callback): void
}

/** Records an event. The data of those that `Events` knows by name is checked. */
export interface Track {
  (name: EventName, callback?: Callback): void
  (name: EventName, properties: Properties | null | undefined, callback?: Callback): void
  <Name extends EventName>(
    name: Name,
    properties: Properties | null | undefined,
    eventData: EventDataOf<Name> | null | undefined,
    callback?: Callback,
  ): void
}

/**
 * Records every click that follows one of the links; the click itself is left alone. The callback comes for each click, or at
 * once with `(null, 'Link not Found')` where there is no such link yet.
 */
export interface TrackLink {
  (target: LinkTarget, callback?: Callback): void
  (target: LinkTarget, properties: Properties | null | undefined, callback?: Callback): void
}

/** Records a page view; its name is the title of the page where none is given. */
export interface Page {
  (callback?: Callback): void
  (nameOrProperties: string | PageProperties | null | undefined, callback?: Callback): void
  (name: string | null | undefined, properties: PageProperties | null | undefined, callback?: Callback): void
}

/** The visitor's word: `pending` keeps events in memory, `denied` erases what was stored. */
export type Consent = (state: ConsentState) => void

/** Logs out: forgets the contact and starts a new visitor id. */
export type Reset = () => void

/** The six methods: of this package, and of `window.sendinblue`. None of them throws, none changes its arguments. */
export interface Methods {
  identify: Identify
  track: Track
  trackLink: TrackLink
  page: Page
  consent: Consent
  reset: Reset
}
