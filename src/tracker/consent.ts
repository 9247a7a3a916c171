import type { ApiError } from '../contract/errors'
import type { Sib } from './config'
import { overflow } from './record'

/** The visitor's word: `pending` until there is one. */
export type ConsentState = 'granted' | 'denied' | 'pending'

/** Stands between a call and everything that writes or sends. */
export interface ConsentGate {
  state(): ConsentState
  set(state: ConsentState): void
  /** Goes on now, once consent is given, or not at all; one of the two is called, once. */
  pass(proceed: () => void, refuse: (error: ApiError) => void): void
}

const maxHeld = 100
const denied: ApiError = { code: 'consent_denied', message: 'no consent' }

/** Whether a value is one of the three words. */
export function isConsent(value: unknown): value is ConsentState {
  return ['granted', 'denied', 'pending'].includes(value as string)
}

/**
 * A gate. Without a client key it holds everything, as while consent is pending: nobody has said yet for whom the calls are.
 * `onDenied` erases what stands anywhere; `onGranted` comes before the calls that were held.
 */
export function createConsentGate(
  first: ConsentState,
  sib: Sib,
  onDenied: (error: ApiError) => void,
  onGranted: () => void,
): ConsentGate {
  let state = first
  let held: Parameters<ConsentGate['pass']>[] = []

  const pass: ConsentGate['pass'] = (proceed, refuse) => {
    if (!sib.client_key || state === 'pending') {
      held.push([proceed, refuse])
      if (held[maxHeld]) held.shift()?.[1](overflow)
    } else if (state === 'granted') proceed()
    else refuse(denied)
  }
  return {
    state: () => state,
    set(next) {
      state = next
      if (!sib.client_key) return
      if (next === 'denied') onDenied(denied)
      if (next === 'granted') onGranted()
      const released = held
      held = []
      for (const waiting of released) pass(...waiting)
    },
    pass,
  }
}
