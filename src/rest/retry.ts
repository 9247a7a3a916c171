import type { RestError } from './errors'

/** How often and how patiently a call is tried again. */
export interface RetryPolicy {
  /** Requests after the first; 0 turns retries off. */
  readonly retries: number
  /** Longest wait before a retry, in ms. A server that asks for more gets no retry: the call fails with `retryAfterMs`. */
  readonly maxWaitMs: number
}

/** A request may be made again after so long, or never. */
export type Verdict = { readonly type: 'again'; readonly waitMs: number } | { readonly type: 'final' }

const firstWaitMs = 500

/** Says whether a failed request is worth another, and when: twice as long each time, with jitter, and never sooner than asked. */
export function judgeRetry(error: RestError, policy: RetryPolicy, random: () => number): Verdict {
  const asked = error.retryAfterMs ?? 0
  if (error.attempts > policy.retries || asked > policy.maxWaitMs || !isPassing(error)) return { type: 'final' }
  const ownMs = (firstWaitMs * 2 ** (error.attempts - 1) * (1 + random())) / 2
  return { type: 'again', waitMs: Math.max(asked, Math.min(ownMs, policy.maxWaitMs)) }
}

/** Statuses of 500 and more that no repetition changes: not implemented, version not supported. */
const lasting = [501, 505]

/** Whether the same request may fare better later. */
export function isPassing({ status, code }: Pick<RestError, 'status' | 'code'>): boolean {
  if (status === 0) return code === 'timeout' || code === 'unreachable'
  return status === 408 || status === 425 || status === 429 || (status >= 500 && !lasting.includes(status))
}
