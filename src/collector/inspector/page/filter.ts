import type { HitFilter } from '../query'
import type { HitRecord } from '../record'
import { searchable } from './format'

/** The filter that a route's query stands for. */
export function filterOf({ key, kind, email, cuid, text, rejected }: Readonly<Record<string, string>>): HitFilter {
  const given = Object.entries({ key, kind, email, cuid, text: text?.trim() }).filter(([, value]) => value)
  return { ...(Object.fromEntries(given) as HitFilter), ...(rejected === 'true' && { isRejected: true }) }
}

/** The question that asks the collector for hits that pass. */
export function questionOf({ isRejected, ...texts }: HitFilter, limit: number): string {
  const parameters = Object.entries({ ...texts, ...(isRejected === undefined ? {} : { rejected: isRejected }), limit })
  return `/api/hits?${new URLSearchParams(parameters.map(([name, value]) => [name, String(value)])).toString()}`
}

/** Whether a hit passes; the same rule as the collector's, for those that have just arrived. */
export function passes(hit: HitRecord, { key, kind, email, cuid, text, isRejected }: HitFilter): boolean {
  if (key !== undefined && hit.key !== key) return false
  if (kind !== undefined && hit.kind !== kind) return false
  if (email !== undefined && hit.email !== email) return false
  if (cuid !== undefined && hit.cuid !== cuid) return false
  if (isRejected !== undefined && hit.accepted === isRejected) return false
  return text === undefined || searchable(hit).includes(text.toLowerCase())
}
