import { createClient } from '../../rest/client'
import { fitsHeader } from '../../rest/options'
import { createLane } from './lane'
import type { Refusal } from './queue'
import type { Target } from './target'
import { callFor } from './to-rest-call'
import type { Upstream, Verdict } from './upstream'

/** Answers that speak of the key, which here is that of the event alone: others must not wait for it. */
const keyStatuses = [401, 403]

const notForV2: Refusal = {
  status: 0,
  code: 'missing_parameter',
  message: 'api/v2 takes only what names an e-mail and came with a client key: forward to v3',
}

const unfitKey: Refusal = {
  status: 0,
  code: 'invalid_parameter',
  message: 'a client key with spaces or other than ASCII characters cannot stand in the header ma-key',
}

/**
 * Creates the way to `api/v2`: one call an event, with the public key that the event came with. Its rate limit is not
 * published; it gets that of `v3/events`.
 */
export function createUpstreamV2({ host, requestsPerSecond }: Target): Upstream {
  const lane = createLane(requestsPerSecond, 1000)
  return {
    plan: (_waiting, _isSingly, nowMs) => ({ count: 1, waitMs: lane.waitMs(nowMs) }),
    async send([stored], signal) {
      if (!stored) return { type: 'settled', taken: 0, dead: [] }
      const { email, via } = stored
      if (email === null || via.startsWith('/v3/')) return { type: 'refused', refusal: notForV2 }
      // Any page of a collector that takes every key may have sent it.
      if (!fitsHeader(stored.key)) return { type: 'refused', refusal: unfitKey }
      const client = createClient({ maKey: stored.key, trackerHost: host, retries: 0 })
      const verdict = await lane.attempt(async (): Promise<Verdict> => {
        await callFor({ ...stored, email }, client, { signal })
        return { type: 'settled', taken: 1, dead: [] }
      })
      const isOfKey = verdict.type === 'misconfigured' && keyStatuses.includes(verdict.refusal.status)
      return isOfKey ? { type: 'refused', refusal: verdict.refusal } : verdict
    },
  }
}
