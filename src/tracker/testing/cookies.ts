import type { Cookies } from '../cookie'

/** A cookie of the jar; without a domain it is the host's alone. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly domain: string
  readonly maxAgeSeconds: number
}

/** The cookies that a page of one host sees. */
export interface CookieJar extends Cookies {
  readonly stored: Cookie[]
}

const publicSuffixes = ['com', 'uk', 'co.uk', 'github.io']

/** A jar that takes what a browser takes: no public suffix, no foreign domain, no parent of an address. */
export function createCookieJar(host: string): CookieJar {
  const stored: Cookie[] = []
  const isAddress = /^[\d.]+$/.test(host)

  const mayStand = (domain: string): boolean =>
    domain === '' || domain === host || (!isAddress && host.endsWith(`.${domain}`) && !publicSuffixes.includes(domain))

  return {
    stored,
    read: (name) => stored.find((cookie) => cookie.name === name && cookie.value)?.value,
    write(name, value, domain, maxAgeSeconds) {
      if (!mayStand(domain)) return
      const old = stored.findIndex((cookie) => cookie.name === name && cookie.domain === domain)
      if (old >= 0) stored.splice(old, 1)
      if (maxAgeSeconds > 0) stored.push({ name, value, domain, maxAgeSeconds })
    },
  }
}

/** A frame without an origin of its own: nothing stays. */
export const noCookies: Cookies = { read: () => undefined, write: () => undefined }
