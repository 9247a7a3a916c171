import { campaignOf } from './campaign'
import type { Campaign } from './campaign'

/** What of an event says to which visit it belongs. */
export interface Trace {
  readonly visitor: string
  /** In ms since the epoch, by the collector's clock. */
  readonly at: number
  /** Address of the page that it happened on. */
  readonly url: string | undefined
}

/** The pause that ends a visit: half an hour, as analytics tools agree. */
const pauseMs = 30 * 60_000

/**
 * Divides events into visits, by their beginning: what one visitor did without a long pause. Another campaign begins a new one.
 * Events of one moment stay in the order in which they are given.
 */
export function divide<T>(events: readonly T[], traceOf: (event: T) => Trace): readonly (readonly T[])[] {
  const traced = events.map((event) => ({ event, ...traceOf(event) })).sort((a, b) => a.at - b.at)
  const visits: T[][] = []
  const current = new Map<string, { readonly visit: T[]; readonly at: number; readonly campaign: string | undefined }>()
  for (const { event, visitor, at, url } of traced) {
    const last = current.get(visitor)
    const named = nameOf(campaignOf(url))
    const isNew = !last || at - last.at > pauseMs || (named !== undefined && named !== last.campaign)
    const visit = isNew ? [] : last.visit
    visit.push(event)
    if (isNew) visits.push(visit)
    current.set(visitor, { visit, at, campaign: isNew ? named : (named ?? last.campaign) })
  }
  return visits
}

/** The page that led to a visit, where it is one of another site than the visit's first. */
export function cameFrom(referrer: string | undefined, landing: string | undefined): string | undefined {
  if (referrer === undefined || !URL.canParse(referrer)) return undefined
  const isElsewhere = landing === undefined || !URL.canParse(landing) || new URL(referrer).host !== new URL(landing).host
  return isElsewhere ? referrer : undefined
}

function nameOf(campaign: Campaign | undefined): string | undefined {
  return campaign && JSON.stringify(campaign)
}
