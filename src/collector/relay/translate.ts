import type { ApiEvent } from '../../contract/api-event'
import type { StoredHit } from './queue'
import { toApiEvent } from './to-api-event'
import type { DeadHit } from './upstream'

/** Hits as events. */
export interface Translation {
  readonly events: readonly ApiEvent[]
  /** Place of each event's hit among the hits. */
  readonly places: readonly number[]
  /** The hits that are no events for this API. */
  readonly dead: readonly DeadHit[]
}

/** Translates hits that go together. */
export function translateAll(hits: readonly StoredHit[]): Translation {
  const events: ApiEvent[] = []
  const places: number[] = []
  const dead: DeadHit[] = []
  for (const [index, hit] of hits.entries()) {
    const translated = toApiEvent(hit)
    if ('refusal' in translated) dead.push({ index, ...translated.refusal })
    else {
      events.push(translated.value)
      places.push(index)
    }
  }
  return { events, places, dead }
}
