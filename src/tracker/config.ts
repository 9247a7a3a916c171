import { emailIn, isName } from '../contract/validate'

/** `window.sib`: settings, live methods and the calls that wait (DESIGN.md 3); all of it is the page's, and may be anything. */
export type Sib = Record<string, unknown>

/** The `key` in the URL of the script, if there is one. */
export function keyOfScript(url: string | undefined): string | undefined {
  return /[?&;]key=([^&#]+)/.exec(url as string)?.[1]
}

/** Origin of an own collector without a slash at its end; undefined in direct mode. */
export function apiHostOf(sib: Sib): string | undefined {
  return isName(sib.api_host) ? sib.api_host.replace(/^(?!https?:)/, 'https://').replace(/\/+$/, '') : undefined
}

/** The contact, as page or calls have named it last: every call that names one writes it to `sib.email_id`. */
export function emailOf(sib: Sib): string | undefined {
  return emailIn(sib.email_id)
}
