/** Cookies of this page, by name. Nothing here throws: in a frame without an origin of its own there are none (HTML, 3.1.4). */
export interface Cookies {
  read(name: string): string | undefined
  /** `domain` may be empty: the cookie is then the host's alone. */
  write(name: string, value: string, domain: string, maxAgeSeconds: number): void
}

/** `document.cookie`. */
export const browserCookies: Cookies = {
  read(name) {
    try {
      return new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1]
    } catch {
      // No cookies here: the visitor lasts as long as the page.
      return undefined
    }
  },
  write(name, value, domain, maxAgeSeconds) {
    try {
      const secure = location.protocol === 'https:' ? ';secure' : ''
      document.cookie = `${name}=${value};path=/;domain=${domain};max-age=${maxAgeSeconds};samesite=lax${secure}`
    } catch {
      // As above.
    }
  },
}
