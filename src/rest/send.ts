import { rateLimitOf } from './advice'
import { abortError, restError } from './errors'
import { exchange } from './exchange'
import type { Answer } from './exchange'
import type { Settings } from './options'
import { judgeRetry } from './retry'
import { wait } from './wait'

/** One call of the API. */
export interface Call {
  readonly method: 'GET' | 'POST'
  /** Which of the two APIs, and so which host and key. */
  readonly api: 'v2' | 'v3'
  /** Path below the host, query included. */
  readonly path: string
  /** Body, as JSON. */
  readonly body?: string
  readonly maxAnswerBytes?: number
}

/** What a single call may state. */
export interface CallOptions {
  /** Ends the call, wherever it stands: it rejects with the code `aborted`, and the signal's reason as its `cause`. */
  readonly signal?: AbortSignal | undefined
}

/** Answers to writing calls are short; the longest lists every event of a batch with a reason. */
const maxAnswerBytes = 256 * 1024

/** Makes a call, again where that may help; throws a `RestError` where it fails. */
export async function send(call: Call, settings: Settings, { signal }: CallOptions = {}): Promise<Answer> {
  const request = { ...call, ...place(call, settings), timeoutMs: settings.timeoutMs, signal }
  for (let attempts = 1; ; attempts++) {
    if (signal?.aborted) throw Object.assign(abortError(signal), { attempts: attempts - 1 })
    const outcome = await exchange(
      { ...request, maxAnswerBytes: call.maxAnswerBytes ?? maxAnswerBytes },
      settings.fetch ?? globalThis.fetch,
    )
    const { status, headers } = 'answer' in outcome ? outcome.answer : { status: outcome.error.status, headers: outcome.headers }
    if (headers) settings.onRateLimit({ ...rateLimitOf(headers), path: call.path.split('?', 1)[0] ?? '', status })
    if ('answer' in outcome) return outcome.answer

    const error = Object.assign(outcome.error, { attempts })
    const verdict = judgeRetry(error, settings, Math.random)
    if (verdict.type === 'final') throw error
    // An abort is told by the next round.
    await wait(verdict.waitMs, signal).catch(() => undefined)
  }
}

function place({ api, path, body }: Call, settings: Settings): { url: string; headers: Record<string, string> } {
  const [host, header, option] =
    api === 'v3' ? ([settings.apiHost, 'api-key', 'apiKey'] as const) : ([settings.trackerHost, 'ma-key', 'maKey'] as const)
  const key = settings[option]
  if (!key) {
    const message = `the client has no ${option}: pass createClient({ ${option} }), and see that the variable it comes from is set`
    throw restError({ code: 'unauthorized', status: 0, attempts: 0, message })
  }
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  return { url: `${host}/${path}`, headers: { accept: 'application/json', ...type, [header]: key } }
}
