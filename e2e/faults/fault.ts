/** A request as a rule sees it. */
export interface GateRequest {
  readonly method: string
  readonly path: string
  readonly body: string
  /** Its place among the requests of its method, from 0. */
  readonly nth: number
}

/** What a gate does with a request instead of letting it through. */
export type Fault =
  /** The gate answers itself; the receiver hears nothing. Every origin may read the answer, unless `noCors`. */
  | {
      readonly type: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
      readonly noCors?: boolean
    }
  /** The receiver has it, but the answer gives no other origin leave to read it. */
  | { readonly type: 'noCors' }
  /** Let through late, or not at all where the browser has gone by then; answered later still. */
  | { readonly type: 'late'; readonly beforeReadMs?: number; readonly beforeReplyMs?: number }
  /** The receiver has it, and the connection breaks instead of an answer. */
  | { readonly type: 'readThenReset' }
  /** The receiver has it, and the connection breaks in the middle of the answer's body. */
  | { readonly type: 'truncate' }
  /** The connection breaks; nothing answers ever; the answer is no HTTP. The receiver hears nothing. */
  | { readonly type: 'reset' | 'hang' | 'garbage' }

/** Chooses what happens to a request; undefined lets it through. */
export type Rule = (request: GateRequest) => Fault | undefined

/** An answer of the gate's own. */
export const answer = (status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Fault => ({
  type: 'answer',
  status,
  headers,
  body,
})

/** The rule for everything but preflights, which pass. */
export const afterPreflight =
  (rule: Rule): Rule =>
  (request) =>
    request.method === 'OPTIONS' ? undefined : rule(request)

/** The fault for the first so many requests of each method; those after them pass. */
export const firstTimes =
  (times: number, fault: Fault): Rule =>
  ({ nth }) =>
    nth < times ? fault : undefined

/** The fault for the next so many requests, whatever came before; those after them pass. */
export function nextTimes(times: number, fault: Fault): Rule {
  let left = times
  return () => (left-- > 0 ? fault : undefined)
}
