import type { Database } from 'libsql'
import type { HitRecord, Totals } from '../inspector/record'
import type { ReadAttributes } from '../people/attributes'
import { createProfiles } from '../people/profiles'
import { createTombstones } from '../people/tombstones'
import type { Submission } from '../sink'
import { createAttachments } from './attachments'
import type { Attachments } from './attachments'
import { createContactKeys } from './contact-keys'
import { enterSubmission } from './enter'
import type { Entry } from './enter'
import { createHits } from './hits'
import { createPeople } from './people'
import { addCounts, createTally } from './totals'

/** The tables together. */
export interface Ledger extends Pick<Attachments, 'step' | 'isAnyLeft'> {
  /** Enters a group of submissions; to be called within a transaction. */
  readonly enter: (group: readonly Submission[]) => readonly Entry[]
  readonly newest: (limit: number) => readonly HitRecord[]
  readonly after: (row: number) => readonly HitRecord[]
  readonly lastRow: () => number
  readonly totals: () => Totals
}

/** Creates the ledger of a database. */
export function createLedger(db: Database, readAttributes: ReadAttributes): Ledger {
  const hits = createHits(db)
  const profiles = createProfiles(db, readAttributes)
  const attachments = createAttachments(db, profiles)
  const people = createPeople(db, attachments)
  const contactKeys = createContactKeys(db)
  const tombstones = createTombstones(db)
  const tally = createTally(db)
  const tables = { hits, people, contactKeys, profiles, tombstones, tally }

  return {
    step: attachments.step,
    isAnyLeft: attachments.isAnyLeft,
    enter(group) {
      attachments.begin()
      // Most databases have no tombstones, and to find out whose a hit is costs more than this look. Nobody else can add one
      // before the transaction ends.
      const mayBeErased = tombstones.exist()
      const entries = group.map((submission) => enterSubmission(tables, submission, mayBeErased))
      // Once for the group: a submission of one hit would cost as much to count as to store.
      tally.add(addCounts(entries.map(({ counts }) => counts)))
      return entries
    },
    newest: hits.newest,
    after: hits.after,
    lastRow: hits.lastRow,
    totals: tally.read,
  }
}
