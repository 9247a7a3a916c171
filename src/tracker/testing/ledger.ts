import type { ApiError } from '../../contract/errors'
import type { DropCounts } from '../../contract/event'
import type { Drops } from '../drops'
import { eventPrefix } from '../record'
import type { StoredEvent } from '../record'
import type { Storage } from '../storage'

/** What became of the events of a world, as one sees it who sees everything. */
export interface Ledger {
  /** The lane of each accepted event. */
  readonly accepted: Map<string, string>
  /** What the calls were told. */
  readonly told: Map<string, (ApiError | undefined)[]>
  /** Ids in answers that a page heard, and that said they had been received. */
  readonly acknowledged: Set<string>
  /** Events that were given up, and the reason that was counted. */
  readonly dropped: Map<string, string>
  /** Events that waited, or were under way, when consent was denied: nothing is promised of them any more. */
  readonly forgiven: Set<string>
  /** Received, but no page heard so. */
  readonly unheard: Set<string>
  /** Counts of lost events that trackers sent, by the id of the report. */
  readonly reports: Map<string, DropCounts>
  /** Something happened that lets counts go astray: an answer was lost, consent denied, or a page died with them. */
  isMurky: boolean
  /** What was done against the rules on the way. */
  readonly offences: string[]
}

/** Nothing has happened yet. */
export const createLedger = (): Ledger => ({
  ...{ accepted: new Map(), told: new Map(), acknowledged: new Set(), dropped: new Map(), forgiven: new Set() },
  ...{ unheard: new Set(), reports: new Map(), isMurky: false, offences: [] },
})

/** Writes down what a page counts as lost; `onChange` says whether counts wait that are in no report. */
export function watchDrops(ledger: Ledger, drops: Drops, onChange: (isWaiting: boolean) => void): Drops {
  return {
    count(lost, whose) {
      const { id, sib_type } = whose as StoredEvent['hit']
      if (sib_type === 'dropped') ledger.dropped.set(id, 'report')
      else for (const reason of Object.keys(lost)) ledger.dropped.set(id, reason)
      if (Object.keys(lost).length) onChange(true)
      drops.count(lost, whose)
    },
    report() {
      onChange(false)
      return drops.report()
    },
  }
}

/** The visitor's word, as the page has heard it. */
interface Word {
  isGranted(): boolean
}

/** The storage as one page sees it: P2 and P6 are watched at each access. */
export function watchStorage(ledger: Ledger, storage: Storage, { isGranted }: Word): Storage {
  const idAt = (place: string): string => (JSON.parse(storage.read(place) ?? '{}') as { id?: string }).id ?? ''

  return {
    ...storage,
    write(place, text) {
      if (!isGranted()) ledger.offences.push(`P6: ${place} was written without consent`)
      return storage.write(place, text)
    },
    remove(place) {
      const id = place.startsWith(eventPrefix) && isGranted() ? idAt(place) : ''
      if (id && !ledger.acknowledged.has(id) && !ledger.dropped.has(id)) ledger.offences.push(`P2: ${id} was deleted too early`)
      storage.remove(place)
    },
  }
}
