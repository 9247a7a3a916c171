import type { Hit } from '../contract/event'
import { maxBatchHits, maxDirectEventAgeMs, maxEventAgeMs } from '../contract/limits'
import type { Clock } from './clock'
import type { Outcome } from './outcome'
import { storagePrefix } from './record'
import type { StoredEvent } from './record'
import type { Storage } from './storage'
import type { OutgoingRequest } from './transport'
import { toCollector, toRest, toSingle } from './wire'

/** A request and where it goes; `link` is the hit at `/p` that ties the visitor to the contact before `api/v2` hears of it. */
export interface Route extends OutgoingRequest {
  readonly to: 'collector' | 'rest' | 'p' | 'link'
  /** What stands for the visitor and contact that a `link` ties. */
  readonly pair: string
}

/** Chooses one of the three encodings (DESIGN.md 4) and learns from what comes back. */
export interface Router {
  /** Most events that one request carries. */
  maxHits(): number
  /** Longest time that an event may have waited. */
  maxAgeMs(): number
  /** Whether reports of drops are understood there. */
  isCollector(): unknown
  /** The batch as a request. */
  plan(batch: readonly StoredEvent[]): Route
  /** Learns from the outcome. False where the event has another request to come. */
  settle(route: Route, outcome: Pick<Outcome, 'rejected'>, status: number): boolean
}

/** The contact's e-mail if it became known after the event was accepted; undefined for events of others. */
export type LateEmail = (hit: StoredEvent['hit']) => string | undefined

/** What a router knows of its page; asked each time, because settings may come late. */
export interface RouterSettings {
  /** Origin of an own collector. */
  apiHost(): string | undefined
  /** Whether identified calls may use `api/v2`. */
  useRest(): boolean
  readonly lateEmail: LateEmail
}

const detourPlace = `${storagePrefix}v`
const dayMs = 24 * 60 * 60_000

/** The routes of one page. With an own collector there is only one. */
export function createRouter({ apiHost, useRest, lateEmail }: RouterSettings, storage: Storage, clock: Clock): Router {
  /** Whom this page has tied. */
  let linked = ''
  /** When a request to `api/v2` had no answer: a closed CORS policy looks like that, and theirs is not published. */
  let detourMs = Number(storage.read(detourPlace))

  const choose = (host: unknown, hit: Hit, pair: string): Route['to'] => {
    if (host) return 'collector'
    if (!useRest() || !hit.email_id || Math.abs(clock.now() - detourMs) < dayMs) return 'p'
    return hit.sib_type === 'identify' && linked !== pair ? 'link' : 'rest'
  }

  return {
    maxHits: () => (apiHost() ? maxBatchHits : 1),
    maxAgeMs: () => (apiHost() ? maxEventAgeMs : maxDirectEventAgeMs),
    isCollector: apiHost,
    plan(batch) {
      const hits = batch.map(({ hit }) => ({ ...hit, email_id: hit.email_id ?? lateEmail(hit) })) as [StoredEvent['hit'], ...StoredEvent['hit'][]]
      const [first] = hits
      const pair = `${first.cuid}${first.email_id}`
      const host = apiHost()
      const to = choose(host, first, pair)
      if (to === 'rest') return { to, pair, ...toRest(first) }
      return { to, pair, ...(host ? toCollector(host, hits, clock.now) : toSingle(first)) }
    },
    settle(route, outcome, status) {
      if (route.to === 'rest' && !status) storage.write(detourPlace, (detourMs = clock.now()))
      if (!outcome.rejected || route.to !== 'link') return true
      linked = route.pair
      return false
    },
  }
}
