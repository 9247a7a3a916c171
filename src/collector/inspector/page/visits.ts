import type { HitRecord } from '../record'

/** Hits of one person with no longer pause between them. Times in ms since the epoch. */
export interface Visit {
  readonly startAt: number
  readonly endAt: number
  /** Oldest first. */
  readonly hits: readonly HitRecord[]
  /** Address of the first page. */
  readonly landing: string
  /** Where the visitor came from, by the first page's word. */
  readonly referrer: string
  /** The campaign in the landing page's address (`utm_*`). */
  readonly campaign: string
}

/** The pause that ends a visit: the one that analytics tools agree on. */
const pauseMs = 30 * 60_000

/** Divides hits into visits, the newest visit first. A hit counts at the time of its call, which may be long before its arrival. */
export function visitsOf(hits: readonly HitRecord[]): readonly Visit[] {
  const groups: HitRecord[][] = []
  for (const hit of [...hits].sort((a, b) => timeOf(a) - timeOf(b) || a.row - b.row)) {
    const current = groups.at(-1)
    const last = current?.at(-1)
    if (current && last && timeOf(hit) - timeOf(last) <= pauseMs) current.push(hit)
    else groups.push([hit])
  }
  return groups.reverse().map(toVisit)
}

/** Time of a hit by the collector's clock: the visitor's own may be wrong, and its error shows in the time of sending. */
export function timeOf({ ts, sent, receivedAt }: HitRecord): number {
  return ts === null || sent === null ? receivedAt : receivedAt - Math.max(0, sent - ts)
}

function toVisit(hits: readonly HitRecord[]): Visit {
  const first = hits.find(({ body }) => typeof body.ma_url === 'string')?.body
  const referrer = hits.find(({ body }) => typeof body.ma_referrer === 'string' && body.ma_referrer !== '')?.body.ma_referrer
  const landing = textOf(first?.ma_url)
  return {
    startAt: Math.min(...hits.map(timeOf)),
    endAt: Math.max(...hits.map(timeOf)),
    hits,
    landing,
    referrer: textOf(referrer),
    campaign: campaignOf(landing),
  }
}

function campaignOf(address: string): string {
  if (!URL.canParse(address)) return ''
  const fields = [...new URL(address).searchParams].filter(([name]) => name.startsWith('utm_'))
  return fields.map(([name, value]) => `${name.slice(4)} ${value}`).join(', ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
