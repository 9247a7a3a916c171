/** What a server says of its rate limit, in its own count: requests in the present window, and ms until the next. */
export interface RateLimit {
  readonly limit: number | undefined
  readonly remaining: number | undefined
  readonly resetMs: number | undefined
}

/** Reads `x-sib-ratelimit-limit`, `-remaining` and `-reset`; the last is in seconds from now, no date (CONTRACT.md 6.5). */
export function rateLimitOf(headers: Headers): RateLimit {
  const resetSeconds = numberIn(headers, 'x-sib-ratelimit-reset')
  return {
    limit: numberIn(headers, 'x-sib-ratelimit-limit'),
    remaining: numberIn(headers, 'x-sib-ratelimit-remaining'),
    resetMs: resetSeconds === undefined ? undefined : resetSeconds * 1000,
  }
}

/**
 * How long the answer asks to be left alone, in ms; undefined where it does not say. The limit's headers stand on every
 * answer, so they are advice on 429 alone; `Retry-After` is seconds or a date (RFC 9110, 10.2.3) on any.
 */
export function retryAfterMs(status: number, headers: Headers, nowMs: number): number | undefined {
  const asked = [retryAfterHeaderMs(headers, nowMs), status === 429 ? rateLimitOf(headers).resetMs : undefined]
  const known = asked.filter((ms) => ms !== undefined)
  return known.length > 0 ? Math.max(...known) : undefined
}

function retryAfterHeaderMs(headers: Headers, nowMs: number): number | undefined {
  const seconds = numberIn(headers, 'retry-after')
  if (seconds !== undefined) return seconds * 1000
  const date = Date.parse(headers.get('retry-after') ?? '')
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}

function numberIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.trim()
  return text && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}
