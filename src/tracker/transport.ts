import type { Acknowledgement } from '../contract/envelope'
import type { ApiError } from '../contract/errors'

/** One request as it goes out; always a POST. */
export interface OutgoingRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came back. */
export interface Reply {
  /** 0: nothing came, within the time. */
  readonly status: number
  /** The JSON of the body; undefined where it is something else. */
  readonly answer?: Partial<Acknowledgement & ApiError> | null | undefined
  /** The header `Retry-After`, where the answer exposes it. */
  readonly retryAfter?: string | null | undefined
}

/**
 * Puts a request on the wire; the reply never rejects. With `keepalive` the request outlives the page. The controller
 * breaks it off; so does the transport itself, where the answer is not complete in time.
 */
export type Transport = (request: OutgoingRequest, keepalive: boolean, abortion: AbortController) => Promise<Reply>

const timeoutMs = 15_000

/**
 * `fetch`. The init object has no prototype, because `fetch` would take members that a page put on Object.prototype for
 * options. A redirect is not followed, because that would turn the POST into a GET; what answers then has status 0 (Fetch, 2.2.6).
 */
export const browserTransport: Transport = (request, keepalive, abortion) =>
  new Promise((resolve) => {
    const fail = (): void => resolve({ status: 0 })
    // Left to run out: to settle or break off what has ended does nothing. A page's own `fetch` may not heed the signal.
    setTimeout(() => {
      fail()
      abortion.abort()
    }, timeoutMs)
    const send = async (): Promise<void> => {
      const response = await fetch(request.url, {
        __proto__: null,
        // Wrappers of `fetch` may ask for its members by it.
        hasOwnProperty: {}.hasOwnProperty,
        // Its headers and body; the rest of it is nothing to `fetch`.
        ...request,
        method: 'POST',
        keepalive,
        signal: abortion.signal,
        credentials: 'omit',
        redirect: 'manual',
      } as RequestInit)
      const answer = (await response.json().catch(() => undefined)) as Reply['answer']
      resolve({ status: response.status || 302, answer, retryAfter: response.headers.get('retry-after') })
    }
    send().catch(fail)
  })
