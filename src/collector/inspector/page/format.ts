import type { HitRecord } from '../record'

/** What a row says of a hit, in words. */
export interface Summary {
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
    kind: hit.kind ?? 'unknown',
    name: nameOf(hit),
    who: hit.email ?? (hit.cuid === null ? '' : `visitor ${shorten(hit.cuid)}`),
    where: hit.accepted ? pathOf(hit.body.ma_url ?? hit.body.ma_path) : (hit.message ?? ''),
    came: `${hit.via.replace('/api/', '')} · ${hit.encoding}`,
  }
}

/** A time of day on this machine's clock, to the millisecond; with the date, to the minute, where it is not today's. */
export function clock(ms: number, now = Date.now()): string {
  const date = new Date(ms)
  const two = (part: number): string => String(part).padStart(2, '0')
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`
  if (date.toDateString() !== new Date(now).toDateString())
    return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${minutes}`
  return `${minutes}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
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
  if (kind === 'dropped') return Object.entries(body.properties ?? {}).map(([reason, count]) => `${reason}: ${String(count)}`).join(', ')
  const link = kind === 'trackLink' ? body.href : undefined
  return typeof link === 'string' ? `→ ${targetOf(link, body.ma_url)}` : ''
}

/** Where a link leads, as short as the page that it is on allows. */
function targetOf(link: string, page: unknown): string {
  if (!URL.canParse(link)) return link
  const { origin, host, pathname, search } = new URL(link)
  const isInside = typeof page === 'string' && URL.canParse(page) && new URL(page).origin === origin
  return isInside ? pathOf(link) : `${host}${pathname}${search}`
}

function shorten(id: string): string {
  return id.length > shortIdLength + 1 ? `${id.slice(0, shortIdLength)}…` : id
}

/** A length of time in its two or so largest words. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (seconds < 120) return `${seconds} s`
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`
}

/** How long ago something was. */
export function ago(ms: number, now = Date.now()): string {
  return now - ms < 1000 ? 'just now' : `${duration(now - ms)} ago`
}

/** A size in bytes, in MB. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A number of things that take an -s. */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`
}
