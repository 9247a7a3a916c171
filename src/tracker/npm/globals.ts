import type { Consent, ConsentState, Methods, Options } from './index'

/** `window.sib`: settings of the tag, calls that wait for the script and, once it is there, the live methods. */
export interface SibGlobal extends Partial<Omit<Options, 'consent'>>, Partial<Omit<Methods, 'consent'>> {
  /** The first state; once the script is there, the method of the same name. */
  consent?: ConsentState | Consent
  /** Calls that wait. */
  equeue?: unknown[]
  /** How many calls found no room there. */
  dropped?: number
}

// With `var`, both are members of `window` too. They are there once the tag has run; where a consent tool keeps it from
// running, `typeof sendinblue` tells.
declare global {
  /** Settings of the tag. */
  var sib: SibGlobal
  /** The methods that pages call. */
  var sendinblue: Methods
}
