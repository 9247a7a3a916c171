import { campaignOf } from './campaign'
import type { Campaign } from './campaign'
import type { PersonEvent } from './person-event'
import { cameFrom, divide } from './visit'

/** What one visitor did without a long pause. Times in ms since the epoch, by the collector's clock. */
export interface Session {
  readonly key: string
  readonly cuid: string
  readonly startedAt: number
  readonly endedAt: number
  readonly events: number
  readonly pages: number
  /** Address of the first page. */
  readonly landing?: string
  /** Address of the page on another site that led here. */
  readonly referrer?: string
  readonly campaign?: Campaign
}

/**
 * Derives the sessions of visitors from their events, the oldest first. They are not stored: an event that comes late, as
 * after an outage, falls into the session in which it happened, and may join two. Another campaign begins a new one.
 */
export function sessionsOf(events: readonly PersonEvent[]): readonly Session[] {
  const ofVisitors = events.filter(({ cuid }) => cuid !== null)
  return divide(ofVisitors, ({ key, cuid, occurredAt, url }) => ({ visitor: JSON.stringify([key, cuid]), at: occurredAt, url })).map(toSession)
}

function toSession(events: readonly PersonEvent[]): Session {
  const [first] = events as readonly [PersonEvent]
  const landing = events.find(({ url }) => url !== undefined)?.url
  const referrer = cameFrom(events.find((event) => event.referrer !== undefined)?.referrer, landing)
  const campaign = campaignOf(landing)
  return {
    key: first.key,
    cuid: first.cuid as string,
    startedAt: first.occurredAt,
    endedAt: events.at(-1)?.occurredAt ?? first.occurredAt,
    events: events.length,
    pages: events.filter(({ kind }) => kind === 'page').length,
    ...(landing === undefined ? {} : { landing }),
    ...(referrer === undefined ? {} : { referrer }),
    ...(campaign && { campaign }),
  }
}
