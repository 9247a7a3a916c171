import type { HitRecord } from '../record'

/** What a row says of a hit, in words. */
export interface Summary {
  readonly time: string
  readonly kind: string
  readonly name: string
  readonly who: string
  readonly where: string
  readonly came: string
}

/** Characters of a visitor's id that tell visitors apart at a glance. */
const shortIdLength = 8

/** Puts a hit into the words of its row. */
export function summarise(hit: HitRecord): Summary {
  return {
    time: clock(hit.receivedAt),
    kind: hit.kind ?? 'unreadable',
    name: nameOf(hit),
    who: hit.email ?? (hit.cuid === null ? '' : `visitor ${shorten(hit.cuid)}`),
    where: hit.accepted ? pathOf(hit.body.ma_url ?? hit.body.ma_path) : (hit.message ?? ''),
    came: `${hit.via.replace('/api/', '')} · ${hit.encoding}`,
  }
}

/** A time of day on this machine's clock, to the millisecond. */
export function clock(ms: number): string {
  const date = new Date(ms)
  const two = (part: number): string => String(part).padStart(2, '0')
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** The path of an address with its query: the host is the same in most rows. What is not an address is left as it is. */
export function pathOf(address: unknown): string {
  if (typeof address !== 'string') return ''
  if (!URL.canParse(address)) return address
  const { pathname, search, hash } = new URL(address)
  return `${pathname}${search}${hash}`
}

/** How long a hit waited between the call and its arrival, where the visitor's clock allows to say. */
export function delayOf({ ts, sent }: HitRecord): string {
  if (ts === null || sent === null || sent < ts) return ''
  const ms = sent - ts
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Everything of a hit that a filter may look for, in lower case. */
export function searchable(hit: HitRecord): string {
  const { came, where, kind } = summarise(hit)
  return [hit.id, hit.cuid, hit.email, hit.key, hit.code, kind, came, where, JSON.stringify(hit.body)]
    .join('\n')
    .toLowerCase()
}

function nameOf({ name, kind, body }: HitRecord): string {
  if (name !== null) return name
  const link = kind === 'trackLink' ? body.href : undefined
  return typeof link === 'string' ? link : ''
}

function shorten(id: string): string {
  return id.length > shortIdLength + 1 ? `${id.slice(0, shortIdLength)}…` : id
}
