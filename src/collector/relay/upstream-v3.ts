import { maxApiBatchEvents } from '../../contract/api-event'
import type { RateLimit } from '../../rest/advice'
import { splitBatches } from '../../rest/batch'
import { createClient } from '../../rest/client'
import { createLane } from './lane'
import type { Target } from './target'
import { translateAll } from './translate'
import type { Plan, Upstream } from './upstream'

/** So many waiting hits are worth one of the few batches; fewer go one by one, and sooner. */
const batchFrom = 20

const patienceMs = 1000

/**
 * Creates the way to `v3/events` and `v3/events/batch`, which have rate limits of their own (CONTRACT.md 6.5): batches
 * carry more an hour, single events sooner. One request is under way at a time, whichever it is, so order is kept.
 */
export function createUpstreamV3({ host, apiKey, requestsPerSecond, batchesPerHour }: Target): Upstream {
  const single = createLane(requestsPerSecond, 1000)
  const batch = createLane(batchesPerHour, 60 * 60_000)
  const onRateLimit = ({ path, remaining, resetMs }: RateLimit & { path: string }): void => {
    if (remaining === 0 && resetMs !== undefined) (path === 'v3/events' ? single : batch).hold(Date.now(), resetMs)
  }
  const client = createClient({ apiKey, apiHost: host, retries: 0, onRateLimit })

  return {
    plan: (waiting, isSingly, nowMs) => choose({ waiting, isSingly, singleMs: single.waitMs(nowMs), batchMs: batch.waitMs(nowMs) }),
    async send(hits, signal) {
      const { events, places, dead } = translateAll(hits)
      const [only, second] = events
      if (!only) return { type: 'settled', taken: hits.length, dead }
      if (!second && !isClosed(single.waitMs(Date.now())))
        return single.attempt(async () => {
          await client.createEvent(only, { signal })
          return { type: 'settled', taken: hits.length, dead }
        })
      return batch.attempt(async () => {
        const { value: first } = splitBatches(events).next()
        const count = first?.count ?? 0
        const { rejected } = await client.createEvents(events.slice(0, count), { signal })
        const refused = rejected.map((one) => ({ ...one, index: places[one.index] ?? 0, status: 207 }))
        return { type: 'settled', taken: places[count] ?? hits.length, dead: [...dead, ...refused] }
      })
    },
  }
}

function choose(state: { waiting: number; isSingly: boolean; singleMs: number; batchMs: number }): Plan {
  const { waiting, isSingly, singleMs, batchMs } = state
  const together = isSingly ? 1 : Math.min(waiting, maxApiBatchEvents)
  if (together >= batchFrom && batchMs === 0) return { count: together, waitMs: 0 }
  if (isClosed(singleMs) && batchMs < singleMs) return { count: together, waitMs: batchMs }
  return { count: 1, waitMs: singleMs }
}

/** A lane of single events that has to wait for so long is none: batches take its events, however few. */
function isClosed(singleMs: number): boolean {
  return singleMs > patienceMs
}
