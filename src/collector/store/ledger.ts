import type { Database } from 'libsql'
import type { Attached, HitRecord, Totals } from '../inspector/record'
import type { CollectedHit, Receipt, Submission } from '../sink'
import { createHits } from './hits'
import { createPeople } from './people'
import { createTally } from './totals'
import type { Counts } from './totals'

/** What one submission changed. */
export interface Entry {
  readonly receipt: Receipt
  readonly attached: readonly Attached[]
}

/** The tables together. */
export interface Ledger {
  /** Enters a submission; to be called within a transaction. */
  readonly enter: (submission: Submission) => Entry
  readonly newest: (limit: number) => readonly HitRecord[]
  readonly after: (row: number) => readonly HitRecord[]
  readonly lastRow: () => number
  readonly totals: () => Totals
}

/** Creates the ledger of a database. */
export function createLedger(db: Database): Ledger {
  const hits = createHits(db)
  const people = createPeople(db)
  const tally = createTally(db)

  const enter = ({ arrival, hits: judged, dropped }: Submission): Entry => {
    const { key, cuid } = arrival
    const counts: Counts = { accepted: 0, rejected: 0, duplicates: 0, requests: 1 }
    const attached: Attached[] = []
    let contact = cuid === null ? undefined : people.contactOf(key, cuid)

    const accept = (hit: CollectedHit): void => {
      if (!hits.addAccepted(arrival, hit, hit.email_id ?? contact)) {
        counts.duplicates++
        return
      }
      counts.accepted++
      if (hit.email_id === undefined || cuid === null) return
      const attachment = people.identify(arrival, hit)
      if (attachment) attached.push(attachment)
      contact = people.contactOf(key, cuid)
    }

    for (const one of judged) {
      if (one.accepted) accept(one.hit)
      else {
        hits.addRejected(arrival, one)
        counts.rejected++
      }
    }
    tally.add(counts)
    tally.addDropped(dropped)
    return { receipt: contact === undefined ? {} : { contact }, attached }
  }

  return { enter, newest: hits.newest, after: hits.after, lastRow: hits.lastRow, totals: tally.read }
}
