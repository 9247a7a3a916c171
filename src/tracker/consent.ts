import type { ApiError } from '../contract/errors'
import type { Sib } from './config'
import { overflow } from './record'

/** The visitor's word: `pending` until there is one. */
export type ConsentState = 'granted' | 'denied' | 'pending'

/** Stands between a call and everything that writes or sends. */
export interface ConsentGate {
  state(): ConsentState
  /** The visitor has spoken; what is none of the three words says nothing. */
  set(word: unknown): void
  /** The site's settings are known, or known better: its word holds where nothing was said before. Erases or begins, by the state. */
  heed(siteWord?: unknown): void
  /** Goes on now, once consent is given, or not at all; one of the two is called, once. */
  pass(proceed: () => void, refuse: (error: ApiError) => void): void
}

const maxHeld = 100
const denied: ApiError = { code: 'consent_denied', message: 'no consent' }

/** Where nobody has said anything, Global Privacy Control counts as a no, unless the site does not heed it. */
const defaultOf = (sib: Sib, hasGpc: unknown): ConsentState => (hasGpc && sib.respect_gpc !== false ? 'denied' : 'granted')

const words: readonly ConsentState[] = ['granted', 'denied', 'pending']

const wordIn = (value: unknown): ConsentState | undefined => words.find((word) => word === value)

/**
 * A gate; the word in `sib` is the site's. Without a client key all words are pending: nobody has said yet for whom the calls
 * are. `onDenied` erases what stands anywhere; `onGranted` comes before the calls that were held.
 */
export function createConsentGate(
  sib: Sib,
  hasGpc: unknown,
  onDenied: (error: ApiError) => void,
  onGranted: () => void,
): ConsentGate {
  let word = wordIn(sib.consent)
  const held: Parameters<ConsentGate['pass']>[] = []

  const state = (): ConsentState => (sib.client_key ? (word ?? defaultOf(sib, hasGpc)) : 'pending')
  const pass: ConsentGate['pass'] = (proceed, refuse) => {
    if (state() === 'pending') {
      held.push([proceed, refuse])
      if (held[maxHeld]) (held.shift() as (typeof held)[0])[1](overflow)
    } else if (state() === 'granted') proceed()
    else refuse(denied)
  }
  const heed = (siteWord?: unknown): void => {
    word ??= wordIn(siteWord)
    if (state() === 'denied') onDenied(denied)
    if (state() === 'granted') onGranted()
    for (const waiting of held.splice(0)) pass(...waiting)
  }
  return {
    state,
    set(next) {
      if (!wordIn(next)) return
      word = next as ConsentState
      heed()
    },
    heed,
    pass,
  }
}
