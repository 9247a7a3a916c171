import { maxIdLength } from '../contract/limits'
import { attempt } from './attempt'

/**
 * Cookies of this page, by name. Nothing here throws: in a frame without an origin of its own there are none (HTML, 3.1.4),
 * and the visitor lasts as long as the page.
 */
export interface Cookies {
  /** Of a longer value the first characters, as many as an id may have: more, a receiver may refuse. */
  read(name: string): string | undefined
  /** `domain` may be empty: the cookie is then the host's alone. */
  write(name: string, value: string, domain: string, maxAgeSeconds: number): void
}

/** `document.cookie`. */
export const browserCookies: Cookies = {
  read: (name) => attempt(() => new RegExp(`(?:^|; )${name}=([^;]{1,${maxIdLength}})`).exec(document.cookie)?.[1]),
  write(name, value, domain, maxAgeSeconds) {
    const secure = location.protocol === 'https:' ? ';secure' : ''
    attempt(() => (document.cookie = `${name}=${value};path=/;domain=${domain};max-age=${maxAgeSeconds};samesite=lax${secure}`))
  },
}
