import type { ApiError } from '../contract/errors'
import type { DropCounts } from '../contract/event'
import { expired, overflow } from './record'
import type { Content } from './record'

/** Lost events, counted by reason until the collector has heard of them. */
export interface Drops {
  count(lost: DropCounts, whose: Owner): void
  /**
   * What was counted since the last report, as an event: stored and de-duplicated like all others, so that counts
   * survive the page and are counted once. Undefined where nothing was.
   */
  report(): Content | undefined
}

/** The key and the visitor that a lost event belonged to. */
type Owner = Pick<Content, 'key' | 'cuid'>

/** What is lost with an event: a report that we give up ourselves gives its counts back, one that is refused must not lead to the next. */
export function lossesOf(hit: Pick<Content, 'sib_type' | 'properties'>, error: ApiError): DropCounts {
  if (hit.sib_type !== 'dropped') return { [error.code]: 1 }
  return [overflow, expired].includes(error) ? (hit.properties as DropCounts) : {}
}

/** Counts that start at nothing. */
export function createDrops(nowMs: () => number, createId: () => string): Drops {
  let counts: Record<string, number> = {}
  let owner: Owner | undefined

  return {
    count(lost, { key, cuid }) {
      for (const [reason, count] of Object.entries(lost)) {
        counts[reason] = (counts[reason] ?? 0) + count
        owner = { key, cuid }
      }
    },
    report() {
      const report: Content | undefined = owner && { ...owner, id: createId(), ts: nowMs(), sib_type: 'dropped', properties: counts }
      counts = {}
      owner = undefined
      return report
    },
  }
}
