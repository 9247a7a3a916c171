import type { ApiError } from '../contract/errors'
import { maxEventBytes } from '../contract/limits'
import type { ParsedCall } from './call'
import type { ConsentGate } from './consent'
import { stringify } from './json'
import { byteLength } from './record'
import type { Content, Done } from './record'
import { emailOf } from './config'
import type { Sib } from './config'
import type { Visitor } from './visitor'

/** Called exactly once a call: with an error, or with null and the id of the delivered event. */
export type Callback = (error: ApiError | null, result?: string) => void

/** When and where a call was made. */
export interface Stamp {
  readonly tsMs: number
  readonly url: string
}

/** What turns a call into an event is made of. */
export interface IntakeParts {
  readonly key: string
  readonly sib: Sib
  readonly visitor: Visitor
  readonly consent: ConsentGate
  createId(): string
  deliver(content: Content, done: Done): void
  log(step: string, ...details: unknown[]): void
}

/** Runs; whatever is thrown ends as an error at the callback, which itself may throw what it likes. */
export function guard({ log }: IntakeParts, callback: Callback | undefined, run: (answer: Callback) => void): void {
  const answer: Callback = (error, id) => {
    if (error) log('dropped', error)
    try {
      callback?.(error, id)
    } catch {
      // The page's own affair, and it must not stop ours.
    }
  }
  try {
    run(answer)
  } catch (thrown) {
    answer({ code: 'invalid_parameter', message: (thrown as Error | null)?.message ?? '' })
  }
}

/** Copies what the call says now, goes on when consent allows, and answers when the event is delivered or given up. */
export function accept(parts: IntakeParts, call: ParsedCall, callback: Callback | undefined, stamp: Stamp): void {
  guard(parts, callback, (answer) => {
    if ('code' in call) return answer(call)
    const text = stringify(call)
    const proceed = (): void =>
      guard(parts, callback, () => {
        const content = complete(parts, text, stamp)
        if (!content) return answer({ code: 'before_send', message: 'no event' })
        if (byteLength(stringify(content)) > maxEventBytes) return answer({ code: 'too_large', message: `over ${maxEventBytes} bytes` })
        parts.log('accepted', content)
        parts.deliver(content, (error) => answer(error ?? null, content.id))
      })
    parts.consent.pass(proceed, answer)
  })
}

/** The event as it will be sent; undefined where the page's own hook drops it. */
function complete({ key, sib, visitor, createId }: IntakeParts, text: string, { tsMs, url }: Stamp): Content | undefined {
  const draft = JSON.parse(text) as Content
  if (draft.email_id) sib.email_id = draft.email_id
  const event = { ma_url: url, email_id: emailOf(sib), ...draft }
  const kept = typeof sib.before_send === 'function' ? (sib.before_send as (event: Content) => Content | null)(event) : event
  return kept?.sib_type ? { ...kept, id: createId(), ts: tsMs, key, cuid: visitor.cuid() } : undefined
}
