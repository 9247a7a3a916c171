import { checkBy } from '../schemas'

const isMoment = checkBy('Moment')

const dayMs = 24 * 60 * 60_000

/** A stretch of time in ms since the epoch; a moment begins and ends at once, a day after 24 hours. */
export interface Stretch {
  readonly startMs: number
  /** Not a part of it any more. */
  readonly endMs: number
}

/** Reads an ISO 8601 moment as ms since the epoch, in UTC where it names no zone; undefined where it is none. */
export function parseMoment(text: string): number | undefined {
  const hasZone = /(?:z|[+-]\d\d(?::?\d\d)?)$/i.test(text)
  const [, minutes] = /^(.*[+-]\d\d)$/.exec(text) ?? []
  const ms = Date.parse(minutes ? `${minutes}:00` : hasZone ? text : `${text}Z`)
  return Number.isFinite(ms) ? ms : undefined
}

/** Reads a day or a moment, as `startDate` and `endDate` name them; undefined where it is neither. */
export function parseStretch(text: string): Stretch | undefined {
  if (!isMoment(text)) return undefined
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const startMs = isDay ? Date.parse(text) : parseMoment(text)
  return startMs === undefined ? undefined : { startMs, endMs: startMs + (isDay ? dayMs : 1) }
}
