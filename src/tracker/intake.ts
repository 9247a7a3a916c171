import type { ApiError } from '../contract/errors'
import type { HitKind } from '../contract/event'
import { attempt } from './attempt'
import type { ParsedCall } from './call'
import { emailOf } from './config'
import type { Sib } from './config'
import type { ConsentGate } from './consent'
import { stringify } from './json'
import { redact } from './redact'
import type { Content, Done } from './record'
import type { Visitor } from './visitor'

/** Called exactly once a call: with an error, or with null and the id of the delivered event. */
export type Callback = (error: ApiError | null, result?: string) => void

/** When and where a call was made, and who wants to know what became of it. */
export interface Stamp {
  readonly tsMs: number
  readonly url: string
  readonly callback: Callback | undefined
}

/** From a parsed call to an event in the outbox. */
export interface Intake {
  /** Runs; whatever is thrown ends as an error at the callback, which itself may throw what it likes. */
  guard(callback: Callback | undefined, run: (answer: Callback) => void): void
  /** Copies what the call says now, goes on when consent allows, and answers when the event is delivered or given up. */
  accept(call: ParsedCall, stamp: Stamp): void
}

/** What turns a call into an event is made of. */
export interface IntakeParts {
  readonly sib: Sib
  readonly visitor: Visitor
  readonly consent: ConsentGate
  createId(): string
  deliver(content: Content, done: Done): void
  log(step: string, ...details: unknown[]): void
}

/** An intake that nothing has gone through yet. */
export function createIntake({ sib, visitor, consent, createId, deliver, log }: IntakeParts): Intake {
  const guard: Intake['guard'] = (callback, run) => {
    const answer: Callback = (error, id) => {
      if (error) log('dropped', error)
      // What it throws is the page's own affair, and must not stop ours.
      attempt(() => callback?.(error, id))
    }
    try {
      run(answer)
    } catch (thrown) {
      answer({ code: 'invalid_parameter', message: (thrown as Error | null)?.message ?? '' })
    }
  }

  /** The event as it will be sent; undefined where the page's own hook drops it. */
  const complete = (draft: Content, stamp: Stamp, key: unknown): Content | undefined => {
    // First, because with another visitor the contact is another.
    const known = visitor.known()
    sib.email_id = draft.email_id ?? sib.email_id
    const event = { email_id: emailOf(sib), ...draft }
    const kept = typeof sib.before_send === 'function' ? (sib.before_send as (event: Content) => Content | null)(event) : event
    return kept?.sib_type ? { ...kept, id: createId(), ts: stamp.tsMs, key: (key || sib.client_key) as string, cuid: known || visitor.cuid() } : undefined
  }

  return {
    guard,
    accept: (call, stamp) =>
      guard(stamp.callback, (answer) => {
        if (!call.sib_type) return answer(call)
        const text = stringify({ ma_url: stamp.url, ...call })
        // Of the call, too, if there is one yet: a second tag on the page may bring another.
        const key = sib.client_key
        const proceed = (): void =>
          guard(stamp.callback, () => {
            const content = complete(withoutSecrets(text, call.sib_type), stamp, key)
            if (!content) return answer({ code: 'before_send', message: 'no event' })
            log('accepted', content)
            deliver(content, (error) => answer(error ?? null, content.id))
          })
        consent.pass(proceed, answer)
      }),
  }
}

/**
 * A copy from its text, whose URLs show no secrets. A page view may name the page's URLs without the prefix, too (CONTRACT.md 9, 33);
 * elsewhere such members may be links that are to be mailed, to the cart perhaps.
 */
function withoutSecrets(text: string, kind: HitKind): Content {
  const names = kind === 'page' ? /^(ma_|url|path|referrer)/ : /^(ma_|href)/
  return JSON.parse(text, (name, value: string | undefined) => (names.test(name) && value?.replace ? redact(value) : value)) as Content
}
