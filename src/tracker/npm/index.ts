import { browserClock } from '../clock'
import type { Sib } from '../config'
import { createLog } from '../log'
import { startBundled } from './bundled'
import type { Consent, Identify, Page, Reset, Track, TrackLink } from './calls'
import type { Options } from './options'
import { createStub } from './stub'
import type { PageGlobals } from './tracked-page'

export type * from './calls'
export type * from './events'
export type * from './options'

const stub = createStub({
  // Asked at each call and not at import: on a server there is no page, and a test may set one up later.
  page: () => (typeof document === 'undefined' ? undefined : (window as unknown as PageGlobals)),
  nowMs: browserClock.now,
  pageUrl: () => location.href,
  start: startBundled,
  warn: (message) => console.warn(`[sib] ${message}`),
  createLog,
})

/**
 * Starts the tracker in this page. Where a tag or an earlier `init` is there already, that one stays, and calls go to it.
 * On a server nothing happens. Nothing is thrown.
 */
export const init = (options: Options): void => stub.init(options as unknown as Sib)

/** Says who the visitor is; earlier events of the same visitor belong to the contact, too. */
export const identify: Identify = (...args: unknown[]) => stub.call('identify', args)

/** Records an event. */
export const track: Track = (...args: unknown[]) => stub.call('track', args)

/** Records every click that follows one of the links. */
export const trackLink: TrackLink = (...args: unknown[]) => stub.call('trackLink', args)

/** Records a page view. */
export const page: Page = (...args: unknown[]) => stub.call('page', args)

/** Hands the visitor's word on. */
export const consent: Consent = (state) => stub.call('consent', [state])

/** Logs out: forgets the contact and starts a new visitor id. */
export const reset: Reset = () => stub.call('reset', [])
