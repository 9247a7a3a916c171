import type { DropCounts } from '../contract/envelope'
import type { Hit } from '../contract/event'
import { maxBatchHits } from '../contract/limits'
import type { Clock } from './clock'
import type { Drops } from './drops'
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
  /** The counts of lost events that ride along. */
  readonly dropped?: DropCounts
}

/** Chooses one of the three encodings (DESIGN.md 4) and learns from what comes back. */
export interface Router {
  /** Most events that one request carries. */
  readonly maxHits: number
  /** The batch as a request. */
  plan(batch: readonly StoredEvent[], drops: Drops): Route
  /** Learns from the outcome. False where the event has another request to come. */
  settle(route: Route, isDelivered: boolean, isAnswered: boolean): boolean
}

/** The contact's e-mail if it became known after the event was accepted; undefined for events of others. */
export type LateEmail = (hit: StoredEvent['hit']) => string | undefined

/** What a router knows of its page. */
export interface RouterSettings {
  /** Origin of an own collector. */
  readonly apiHost: string | undefined
  /** Whether identified calls may use `api/v2`. */
  readonly useRest: boolean
  readonly lateEmail: LateEmail
}

const linkedPlace = `${storagePrefix}i`
const detourPlace = `${storagePrefix}v`
const dayMs = 24 * 60 * 60_000

/** The routes of one page. With an own collector there is only one. */
export function createRouter({ apiHost, useRest, lateEmail }: RouterSettings, storage: Storage, clock: Clock): Router {
  let linked = storage.read(linkedPlace)
  /** The last request to `api/v2` had no answer: a closed CORS policy looks like that, and theirs is not published. */
  let isRestInDoubt = false

  const choose = ({ email_id, sib_type }: Hit, pair: string): Route['to'] => {
    if (apiHost) return 'collector'
    const isDetour = isRestInDoubt || Math.abs(clock.now() - Number(storage.read(detourPlace))) < dayMs
    if (!useRest || !email_id || isDetour) return 'p'
    return sib_type === 'identify' && linked !== pair ? 'link' : 'rest'
  }

  return {
    maxHits: apiHost ? maxBatchHits : 1,
    plan(batch, drops) {
      const hits = batch.map(({ hit }) => ({ ...hit, email_id: hit.email_id ?? lateEmail(hit) }))
      const [first] = hits as [StoredEvent['hit']]
      const pair = fingerprint(`${first.cuid}${first.email_id}`)
      const to = choose(first, pair)
      if (to === 'rest') return { to, pair, ...toRest(first) }
      if (!apiHost) return { to, pair, ...toSingle(first) }
      const dropped = drops.report()
      return { to, pair, dropped, ...toCollector(apiHost, hits, clock.now(), dropped) }
    },
    settle({ to, pair }, isDelivered, isAnswered) {
      if (!isAnswered) isRestInDoubt = to === 'rest'
      if (isDelivered && to === 'p' && isRestInDoubt) storage.write(detourPlace, `${clock.now()}`)
      if (!isDelivered || to !== 'link') return true
      storage.write(linkedPlace, (linked = pair))
      return false
    },
  }
}

/** Enough to notice a change; the e-mail itself is not written down. */
function fingerprint(text: string): string {
  let hash = 0
  for (let n = 0; n < text.length; n++) hash = (hash * 31 + text.charCodeAt(n)) | 0
  return `${hash}`
}
