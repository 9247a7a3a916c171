import type { Json } from '../../contract/event'
import { isJsonObject, prune } from '../json'
import type { JudgedHit } from '../sink'
import { checkEvent } from './check'
import type { EventLimits } from './check'
import { toHit } from './hit'

/** Judges one event by itself: what is wrong with it is no concern of others in its batch. */
export function judgeEvent(body: Json, id: string, limits: EventLimits): JudgedHit {
  const checked = checkEvent(body, limits)
  if ('value' in checked) return { accepted: true, hit: toHit(checked.value, id) }
  const received = prune(body, limits.maxDepth)
  return { accepted: false, id, received: isJsonObject(received) ? received : { received }, problem: checked.problem }
}
