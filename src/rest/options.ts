import type { RateLimit } from './advice'
import { checkOptions, kindOf, webAddress } from './given'

/** How a client reaches the API. One of the two keys is needed for any call. */
export interface ClientOptions {
  /** The account's secret, for `v3/events`. Keep it out of browsers. */
  readonly apiKey?: string | undefined
  /** The public client key, for `api/v2`: the `client_key` of the tag. */
  readonly maKey?: string | undefined
  /** Where `v3/events` lives; `https://api.brevo.com` where nothing is given. A path is kept as a prefix. */
  readonly apiHost?: string | undefined
  /** Where `api/v2` lives; `https://in-automate.brevo.com` where nothing is given. */
  readonly trackerHost?: string | undefined
  /** How long one request may take, answer included, in ms; 10,000 where nothing is given. */
  readonly timeoutMs?: number | undefined
  /** Requests after a first that failed for a passing reason; 2 where nothing is given. A request that was lost on its way back is made twice, and may count twice. */
  readonly retries?: number | undefined
  /** Longest wait before a retry, in ms, also where the server asks for more; 60,000 where nothing is given. */
  readonly maxWaitMs?: number | undefined
  /** Told of the rate limit that each answer states. */
  readonly onRateLimit?: ((limit: RateLimit & { readonly path: string; readonly status: number }) => void) | undefined
  /** Another `fetch` than the runtime's own. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Options with everything in its place. */
export type Settings = { readonly [Name in Exclude<keyof ClientOptions, 'fetch'>]-?: NonNullable<ClientOptions[Name]> } & {
  /** Undefined: whatever `fetch` the runtime has at the time of the call. */
  readonly fetch: typeof globalThis.fetch | undefined
}

/** A longer timer than this fires at once. */
const longestTimerMs = 2 ** 31 - 1

const known = ['apiKey', 'maKey', 'apiHost', 'trackerHost', 'timeoutMs', 'retries', 'maxWaitMs', 'onRateLimit', 'fetch']

/** Checks the options and fills in the defaults; throws a TypeError that names the mistake. */
export function settle(options: ClientOptions): Settings {
  checkOptions(options, known, 'createClient({ apiKey })')
  return {
    apiKey: keyOf('apiKey', options.apiKey),
    maKey: keyOf('maKey', options.maKey),
    apiHost: hostOf('apiHost', options.apiHost ?? 'https://api.brevo.com'),
    trackerHost: hostOf('trackerHost', options.trackerHost ?? 'https://in-automate.brevo.com'),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 10_000, 1),
    retries: wholeNumber('retries', options.retries ?? 2, 0),
    maxWaitMs: wholeNumber('maxWaitMs', options.maxWaitMs ?? 60_000, 0),
    onRateLimit: functionOf('onRateLimit', options.onRateLimit) ?? (() => undefined),
    fetch: functionOf('fetch', options.fetch),
  }
}

/** Whether a key can stand in a header: visible ASCII characters, and no spaces. */
export function fitsHeader(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key)
}

/** What HTTP forbids in a header would fail in `fetch` with a text that quotes the key. */
function keyOf(name: string, value: string | undefined): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') throw new TypeError(`${name} must be text, and is ${kindOf(value)}`)
  if (value === '') throw new TypeError(`${name} is empty: leave it out, or set the variable that it comes from`)
  if (fitsHeader(value)) return value
  if (fitsHeader(value.trim())) throw new TypeError(`${name} has white space around it, as a line of a file has: trim it`)
  throw new TypeError(`${name} must be text of visible ASCII characters without spaces: copy it anew`)
}

function hostOf(name: string, value: string): string {
  const url = webAddress(value)
  if (!url) throw new TypeError(`${name} must be a whole http or https address, such as https://api.brevo.com`)
  if (url.username || url.password || url.search || url.hash)
    throw new TypeError(`${name} must be an origin, with a path at most: leave out user, query and fragment`)
  return url.href.replace(/\/+$/, '')
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= longestTimerMs) return value
  throw new TypeError(`${name} must be a whole number from ${least} to ${longestTimerMs}${name.endsWith('Ms') ? ', in ms' : ''}`)
}

function functionOf<Given>(name: string, value: Given): Given {
  if (value === undefined || typeof value === 'function') return value
  throw new TypeError(`${name} must be a function, and is ${kindOf(value)}`)
}
