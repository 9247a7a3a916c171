import { isEmail } from '../contract/validate'
import { createFernet } from './fernet'
import { checkOptions, kindOf, webAddress } from './given'
import { setParameter } from './link'

/** Name under which a link carries a token in its query, and a hit as a field. */
export const contactTokenName = 'sib_clid'

/** How long a token holds where nothing else is said: links in e-mails are mostly followed within a day. */
const defaultLifetimeMs = 24 * 60 * 60_000

/** No token holds longer, whoever wrote it: what lies in a mailbox for months is not proof of who reads it. */
export const maxTokenLifetimeMs = 30 * 24 * 60 * 60_000

/** Longest token that is looked at, in characters: an e-mail of 254 and its frame need some 500. */
const maxTokenLength = 1024

/** What a token is made of. */
export interface ContactTokenOptions {
  /** 32 bytes in base64, the same as the collector's `SIB_TOKEN_SECRETS` has. */
  readonly secret: string
  readonly email: string
  /** How long it holds, in ms; at most 30 days, a day where nothing is given. */
  readonly lifetimeMs?: number | undefined
}

/** What a token says of the visitor who carries it. */
export type TokenVerdict =
  | { readonly type: 'valid'; readonly id: string; readonly email: string; readonly expiresAtMs: number }
  | { readonly type: 'expired' }
  | { readonly type: 'forged' }

/**
 * Mints a token that tells a collector, once, who follows a link in an e-mail of one's own. It is encrypted as well as
 * signed, because addresses do not belong into logs. Throws a TypeError that names a mistake.
 */
export async function mintContactToken(options: ContactTokenOptions, nowMs = Date.now()): Promise<string> {
  checkOptions(options, ['secret', 'email', 'lifetimeMs'], '{ secret, email }')
  const { secret, email, lifetimeMs = defaultLifetimeMs } = options
  checkSecret(secret)
  checkEmail(email)
  if (!(lifetimeMs >= 1000 && lifetimeMs <= maxTokenLifetimeMs))
    throw new TypeError(`lifetimeMs must be from 1000, a second, to ${maxTokenLifetimeMs}, 30 days`)
  const exp = Math.floor((nowMs + lifetimeMs) / 1000)
  return createFernet(secret).seal(JSON.stringify({ email, exp }), nowMs)
}

/** Adds a freshly minted token to a link, whose other parameters and fragment stay as they are. Throws a TypeError that names a mistake. */
export async function addContactToken(link: string, options: ContactTokenOptions): Promise<string> {
  checkLink(link)
  return setParameter(link, contactTokenName, await mintContactToken(options))
}

/** Creates the check of tokens that were minted with one of the secrets; it holds no memory of those already used. */
export function createTokenCheck(secrets: readonly string[]): (token: string, nowMs: number) => Promise<TokenVerdict> {
  const fernets = secrets.map((secret) => createFernet(secret))
  return async (token, nowMs) => {
    if (token.length > maxTokenLength) return { type: 'forged' }
    for (const fernet of fernets) {
      const opened = await fernet.open(token)
      if (!opened) continue
      const { email, exp } = claimsOf(opened.message)
      if (!isEmail(email) || typeof exp !== 'number') return { type: 'forged' }
      const expiresAtMs = Math.min(exp * 1000, opened.sealedAtMs + maxTokenLifetimeMs)
      if (nowMs >= expiresAtMs) return { type: 'expired' }
      return { type: 'valid', id: opened.id, email, expiresAtMs }
    }
    return { type: 'forged' }
  }
}

/** Without a scheme, a host with a port is one: `shop.example:8080/sale`. */
function checkLink(link: string): void {
  if (typeof link !== 'string') throw new TypeError(`link must be text, and is ${kindOf(link)}; of a URL object, pass its href`)
  if (!webAddress(link)) throw new TypeError('link must be a whole http or https address, such as https://www.example.com/sale')
}

function checkSecret(secret: string): void {
  if (typeof secret !== 'string') throw new TypeError(`secret must be text, and is ${kindOf(secret)}: it is one of the collector's SIB_TOKEN_SECRETS`)
  if (secret.includes(',')) throw new TypeError('secret must be one: of several, separated by commas, pass the first')
}

function checkEmail(email: unknown): void {
  if (isEmail(email)) return
  if (typeof email !== 'string') throw new TypeError(`email must be text, and is ${kindOf(email)}`)
  if (isEmail(email.trim())) throw new TypeError('email has white space around it: trim it')
  throw new TypeError('email must be one e-mail address of at most 254 characters, and nothing beside it, such as ann@example.com')
}

function claimsOf(message: string): Readonly<Record<string, unknown>> {
  try {
    const claims = JSON.parse(message) as unknown
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
