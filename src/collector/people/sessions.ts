import { campaignOf } from './campaign'
import type { Campaign } from './campaign'
import type { PersonEvent } from './person-event'

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

/** The pause that ends a session: half an hour, as analytics tools agree. */
const pauseMs = 30 * 60_000

/**
 * Derives the sessions of visitors from their events, the oldest first. They are not stored: an event that comes late, as
 * after an outage, falls into the session in which it happened, and may join two. Another campaign begins a new one.
 */
export function sessionsOf(events: readonly PersonEvent[]): readonly Session[] {
  const byVisitor = new Map<string, PersonEvent[]>()
  for (const event of [...events].sort((a, b) => a.occurredAt - b.occurredAt)) {
    if (event.cuid === null) continue
    const visitor = JSON.stringify([event.key, event.cuid])
    const known = byVisitor.get(visitor)
    if (known) known.push(event)
    else byVisitor.set(visitor, [event])
  }
  const sessions = [...byVisitor.values()].flatMap(divide).map(toSession)
  return sessions.sort((a, b) => a.startedAt - b.startedAt)
}

/** Divides the events of one visitor, which are in order. */
function divide(events: readonly PersonEvent[]): PersonEvent[][] {
  const sessions: PersonEvent[][] = []
  let campaign: string | undefined
  for (const event of events) {
    const current = sessions.at(-1)
    const last = current?.at(-1)
    const named = nameOf(campaignOf(event.url))
    const isNew = !last || event.occurredAt - last.occurredAt > pauseMs || (named !== undefined && named !== campaign)
    if (isNew) sessions.push([event])
    else current?.push(event)
    if (isNew || named !== undefined) campaign = named
  }
  return sessions
}

function nameOf(campaign: Campaign | undefined): string | undefined {
  return campaign && JSON.stringify(campaign)
}

function toSession(events: readonly PersonEvent[]): Session {
  const [first] = events as readonly [PersonEvent]
  const landing = events.find(({ url }) => url !== undefined)?.url
  const referrer = events.find((event) => event.referrer !== undefined)?.referrer
  const campaign = campaignOf(landing)
  return {
    key: first.key,
    cuid: first.cuid as string,
    startedAt: first.occurredAt,
    endedAt: events.at(-1)?.occurredAt ?? first.occurredAt,
    events: events.length,
    pages: events.filter(({ kind }) => kind === 'page').length,
    ...(landing === undefined ? {} : { landing }),
    ...(isElsewhere(referrer, landing) ? { referrer: referrer as string } : {}),
    ...(campaign && { campaign }),
  }
}

function isElsewhere(referrer: string | undefined, landing: string | undefined): boolean {
  if (referrer === undefined || !URL.canParse(referrer)) return false
  return landing === undefined || !URL.canParse(landing) || new URL(referrer).host !== new URL(landing).host
}
