import type { ApiError } from '../../contract/errors'
import { createOriginRule } from './origins'
import { createRate } from './rate'
import type { Options } from '../settings/options'

/** Why a request with a key is not let in. */
export interface Denial {
  readonly problem: ApiError
  /** When to come back; given where the request was only one too many, and worth no trace. */
  readonly retryAfterSeconds?: number
}

/** Decides whether a request may use its key. */
export type Admission = (key: string, origin: string | undefined) => Promise<Denial | undefined>

/** Creates the rules for keys: from which origins, and how often. */
export function createAdmission({ origins, maxRequestsPerKey }: Pick<Options, 'origins' | 'maxRequestsPerKey'>): Admission {
  const originProblem = createOriginRule(origins)
  const rate = createRate(maxRequestsPerKey)
  return async (key, origin) => {
    const problem = originProblem(key, origin)
    if (problem) return { problem }
    const retryAfterSeconds = await rate(key)
    if (retryAfterSeconds === undefined) return undefined
    return { problem: { code: 'too_many_requests', message: 'too many requests with this key' }, retryAfterSeconds }
  }
}
