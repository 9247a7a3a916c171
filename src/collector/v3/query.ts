import type { ApiError } from '../../contract/errors'
import type { Checked } from '../check'
import { parseStretch } from './moment'

/** Which custom events are asked for; an empty list excludes none. */
export interface EventsQuery {
  readonly contactIds: readonly number[]
  readonly names: readonly string[]
  readonly objectTypes: readonly string[]
  /** From this moment on, in ms since the epoch. */
  readonly startMs: number
  /** Before this one. */
  readonly endMs: number
  readonly limit: number
  readonly offset: number
}

const defaultLimit = 100
const maxLimit = 10_000
const defaultMonths = 6

/** How far the default list goes beyond now: other clocks are ahead, the more where a local time was taken for UTC. */
const aheadMs = 24 * 60 * 60_000

/** Reads the query of `GET v3/events` (CONTRACT.md 6.3); what is not documented is ignored. */
export function parseQuery(query: URLSearchParams, now: number): Checked<EventsQuery> {
  const limit = readNumber(query, 'limit', { fallback: defaultLimit, min: 1, max: maxLimit })
  const offset = readNumber(query, 'offset', { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER })
  const contactIds = allOf(query, 'contact_id').map((text) => readWhole(text))
  const period = readPeriod(query, now)
  if (limit === undefined) return outOfRange(`limit is a whole number from 1 to ${maxLimit}`)
  if (offset === undefined) return outOfRange('offset is a whole number from 0')
  if (contactIds.some((id) => id === undefined)) return refuse('invalid_parameter', 'contact_id is a whole number')
  if ('problem' in period) return period
  return {
    value: {
      contactIds: contactIds as number[],
      names: allOf(query, 'event_name'),
      objectTypes: allOf(query, 'object_type'),
      ...period.value,
      limit,
      offset,
    },
  }
}

/** The values of a name, repeated as it is or in the way of PHP: `name[]=1&name[]=2`, or with numbers. */
function allOf(query: URLSearchParams, name: string): string[] {
  return [...query].filter(([key]) => key.replace(/\[\d*\]$/, '') === name).map(([, value]) => value)
}

interface Range {
  readonly fallback: number
  readonly min: number
  readonly max: number
}

/** The first number of a name, or undefined where it is out of its range. */
function readNumber(query: URLSearchParams, name: string, { fallback, min, max }: Range): number | undefined {
  const text = query.get(name)
  if (text === null) return fallback
  const number = readWhole(text)
  return number !== undefined && number >= min && number <= max ? number : undefined
}

function readWhole(text: string): number | undefined {
  const number = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : undefined
}

function readPeriod(query: URLSearchParams, now: number): Checked<{ startMs: number; endMs: number }> {
  const [from, to] = [query.get('startDate'), query.get('endDate')]
  if (from === null && to === null) return { value: { startMs: monthsBefore(now), endMs: now + aheadMs } }
  if (from === null) return refuse('missing_parameter', 'startDate is missing: endDate needs it')
  if (to === null) return refuse('missing_parameter', 'endDate is missing: startDate needs it')
  const [start, end] = [parseStretch(withPlus(from)), parseStretch(withPlus(to))]
  if (!start) return refuse('invalid_parameter', `startDate ${notDate}`)
  if (!end) return refuse('invalid_parameter', `endDate ${notDate}`)
  if (start.startMs >= end.endMs) return refuse('out_of_range', 'endDate is before startDate')
  return { value: { startMs: start.startMs, endMs: end.endMs } }
}

const notDate = 'is neither a day (2026-01-31) nor an RFC 3339 moment (2026-01-31T17:39:57Z)'

/** The `+` of a zone that was not written as `%2B`, and so became a space. What is before it is read last, once for the space. */
function withPlus(text: string): string {
  return text.replace(/ (?=\d\d(?::?\d\d)?$)(?<=:\S+ )/, '+')
}

function monthsBefore(now: number): number {
  const date = new Date(now)
  return date.setUTCMonth(date.getUTCMonth() - defaultMonths)
}

function outOfRange(message: string): Checked<never> {
  return refuse('out_of_range', message)
}

function refuse(code: ApiError['code'], message: string): Checked<never> {
  return { problem: { code, message } }
}
