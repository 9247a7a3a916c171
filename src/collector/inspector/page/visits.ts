import { campaignOf } from '../../people/campaign'
import { cameFrom, divide } from '../../people/visit'
import { occurredAt } from '../../store/occurred-at'
import type { HitRecord } from '../record'

/** Hits of one visitor that belong together, by the rule of the sessions that an export has. Times in ms since the epoch. */
export interface Visit {
  readonly startAt: number
  readonly endAt: number
  /** Oldest first. */
  readonly hits: readonly HitRecord[]
  /** Address of the first page. */
  readonly landing: string
  /** The page on another site that led here. */
  readonly referrer: string
  /** The campaign in the landing page's address (`utm_*`). */
  readonly campaign: string
}

/** Divides hits into visits, the newest visit first. A hit counts at the time of its call, which may be long before its arrival. */
export function visitsOf(hits: readonly HitRecord[]): readonly Visit[] {
  const inOrder = [...hits].sort((a, b) => a.row - b.row)
  const visits = divide(inOrder, (hit) => ({ visitor: JSON.stringify([hit.key, hit.cuid]), at: timeOf(hit), url: textIn(hit, 'ma_url') }))
  return visits.map(toVisit).reverse()
}

/** Time of a hit by the collector's clock: the visitor's own may be wrong, and its error shows in the time of sending. */
export function timeOf(hit: HitRecord): number {
  return occurredAt(hit, hit.ts === null ? {} : { ts: hit.ts })
}

function toVisit(hits: readonly HitRecord[]): Visit {
  const first = (name: string): string | undefined => hits.map((hit) => textIn(hit, name)).find(Boolean)
  const landing = first('ma_url')
  return {
    startAt: Math.min(...hits.map(timeOf)),
    endAt: Math.max(...hits.map(timeOf)),
    hits,
    landing: landing ?? '',
    referrer: cameFrom(first('ma_referrer'), landing) ?? '',
    campaign: Object.entries(campaignOf(landing) ?? {}).map(([field, value]) => `${field === 'name' ? 'campaign' : field} ${String(value)}`).join(', '),
  }
}

function textIn({ body }: HitRecord, name: string): string | undefined {
  const value = body[name]
  return typeof value === 'string' ? value : undefined
}
