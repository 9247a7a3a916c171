import { isEmail } from '../contract/validate'
import type { ConsentState } from './consent'
import { isConsent } from './consent'

/** `window.sib`: settings, live methods and the calls that wait (DESIGN.md 3); all of it is the page's, and may be anything. */
export type Sib = Record<string, unknown>

/** The public key: the page's own word, then the `key` of the script's URL (CONTRACT.md 9.14). */
export function clientKeyOf(sib: Sib, scriptUrl: string): string | undefined {
  return (sib.client_key as string | undefined) || /[?&]key=([^&#]+)/.exec(scriptUrl)?.[1]
}

/** Origin of an own collector without a slash at its end; undefined in direct mode. */
export function apiHostOf({ api_host }: Sib): string | undefined {
  if (typeof api_host !== 'string' || !api_host) return undefined
  return api_host.replace(/^(?!https?:)/, 'https://').replace(/\/+$/, '')
}

/** What holds before the page has said anything: Global Privacy Control counts as a no, unless the site states a consent itself. */
export function firstConsentOf({ consent, respect_gpc }: Sib, hasGpc: unknown): ConsentState {
  if (isConsent(consent)) return consent
  return hasGpc && respect_gpc !== false ? 'denied' : 'granted'
}

/** The contact, as page or calls have named it last: every call that names one writes it to `sib.email_id`. */
export function emailOf({ email_id }: Sib): string | undefined {
  return isEmail(email_id) ? email_id : undefined
}
