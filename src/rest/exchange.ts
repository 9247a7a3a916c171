import { retryAfterMs } from './advice'
import { abortError, codeOfStatus, restError } from './errors'
import type { RestError } from './errors'
import { parseJson, readText } from './read'

/** One request, and how long its answer may take. */
export interface Exchange {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** For the whole answer, its body included, in ms. */
  readonly timeoutMs: number
  /** Most bytes that are read of the answer. */
  readonly maxAnswerBytes: number
  readonly signal?: AbortSignal | undefined
}

/** A usable answer: status from 200 to 299, and its JSON where it has some. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
  /** Whether it was longer than it may be; then there is no `body`. */
  readonly isTooLong: boolean
}

/** The outcome of one request. */
export type Outcome = { readonly answer: Answer } | { readonly error: RestError; readonly headers?: Headers }

/** Makes one request. Redirects are not followed: whoever answers with one would get the key that stands in the headers. */
export async function exchange(request: Exchange, fetch: typeof globalThis.fetch): Promise<Outcome> {
  const { method, headers, body, url, signal } = request
  const deadline = startDeadline(request)
  try {
    const response = await fetch(url, {
      ...{ method, headers, redirect: 'manual', signal: deadline.signal },
      ...(body === undefined ? {} : { body }),
    })
    const text = await readText(response, request.maxAnswerBytes)
    return outcomeOf(response, { body: parseJson(text), isTooLong: text === undefined })
  } catch (cause) {
    if (signal?.aborted) return { error: abortError(signal) }
    if (deadline.isOver()) return { error: restError({ code: 'timeout', status: 0, message: `no answer within ${request.timeoutMs} ms`, cause }) }
    return { error: restError({ code: 'unreachable', status: 0, message: `${new URL(url).origin} cannot be reached`, cause }) }
  } finally {
    deadline.end()
  }
}

function outcomeOf({ status, headers, type }: Response, read: Pick<Answer, 'body' | 'isTooLong'>): Outcome {
  if (status >= 200 && status < 300) return { answer: { status, headers, ...read } }
  // Browsers hide what `manual` keeps them from following.
  if (type === 'opaqueredirect') return { error: restError({ code: 'redirected', status, message: 'the answer is a redirect' }) }
  const { code, message } = (typeof read.body === 'object' && read.body !== null ? read.body : {}) as Record<string, unknown>
  const asked = retryAfterMs(status, headers, Date.now())
  const error = restError({
    status,
    code: typeof code === 'string' && code ? code : codeOfStatus(status),
    message: typeof message === 'string' && message ? message : `status ${status}`,
    ...(asked === undefined ? {} : { retryAfterMs: asked }),
  })
  return { error, headers }
}

/** `AbortSignal.any` would do; Node 20.0 to 20.2 lack it. */
function startDeadline({ timeoutMs, signal }: Exchange): { signal: AbortSignal; isOver: () => boolean; end: () => void } {
  const controller = new AbortController()
  let isOver = false
  const onAbort = (): void => controller.abort(signal?.reason)
  const timer = setTimeout(() => {
    isOver = true
    controller.abort(new DOMException('The request took too long.', 'TimeoutError'))
  }, timeoutMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    isOver: () => isOver,
    end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}
