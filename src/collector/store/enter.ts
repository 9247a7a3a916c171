import type { DropCounts } from '../../contract/event'
import type { Attached } from '../inspector/record'
import type { Profiles } from '../people/profiles'
import type { Tombstones } from '../people/tombstones'
import type { Arrival, CollectedHit, JudgedHit, Receipt, Submission } from '../sink'
import type { ContactKeys } from './contact-keys'
import { labelsIn } from './contact-names'
import type { Hits } from './hits'
import { occurredAt, saidAt } from './occurred-at'
import type { People } from './people'
import type { Counts, Tally } from './totals'

/** Every table that a submission may change. */
export interface Tables {
  readonly hits: Hits
  readonly people: People
  readonly contactKeys: ContactKeys
  readonly profiles: Profiles
  readonly tombstones: Tombstones
  readonly tally: Tally
}

/** What one submission changed. */
export interface Entry {
  readonly receipt: Receipt
  readonly attached: readonly Attached[]
  readonly counts: Counts
}

/** What is known while the hits of a submission are entered one after the other. */
interface Progress {
  readonly arrival: Arrival
  readonly counts: Counts
  readonly attached: Attached[]
  contact: string | undefined
}

/**
 * Enters a submission; to be called within a transaction. `mayBeErased`: somebody was erased, and hits have to be looked at
 * for belonging to them.
 */
export function enterSubmission(tables: Tables, { arrival, hits }: Submission, mayBeErased: boolean): Entry {
  const { key, cuid } = arrival
  const progress: Progress = {
    arrival,
    counts: { accepted: 0, rejected: 0, duplicates: 0, erased: 0, requests: 1 },
    attached: [],
    contact: cuid === null ? undefined : tables.people.contactOf(key, cuid),
  }
  for (const one of hits) {
    // Acknowledged all the same, or it would come again.
    if (mayBeErased && isErased(tables, arrival, one)) progress.counts.erased++
    else if (one.accepted) accept(tables, progress, one.hit)
    else {
      tables.hits.addRejected(arrival, one)
      progress.counts.rejected++
    }
  }
  const { contact, attached, counts } = progress
  return { receipt: contact === undefined ? {} : { contact }, attached, counts }
}

function accept({ hits, people, contactKeys, profiles, tally }: Tables, progress: Progress, hit: CollectedHit): void {
  const { arrival, counts, attached } = progress
  const named = contactKeys.contactOf(hit)
  const note = (attachment: Attached | undefined): void => {
    if (attachment) attached.push(attachment)
  }
  if (named?.email !== undefined) for (const number of named.gainedBy ?? []) note(people.name(number, named.id, named.email))
  const stored = hit.identifiers && named ? { ...hit, contact: named.id } : hit
  const email = hit.email_id ?? named?.email ?? progress.contact
  if (!hits.addAccepted(arrival, stored, email)) {
    counts.duplicates++
    return
  }
  if (hit.sib_type === 'dropped') {
    tally.addDropped(hit.properties as DropCounts)
    return
  }
  counts.accepted++
  if (email !== undefined) profiles.learn(email, hit.properties, saidAt(arrival, hit))
  if (hit.email_id === undefined || arrival.cuid === null) return
  note(people.identify(arrival, hit))
  progress.contact = people.contactOf(arrival.key, arrival.cuid)
}

function isErased({ tombstones, contactKeys }: Tables, arrival: Arrival, one: JudgedHit): boolean {
  const { ts, email_id: email } = one.accepted ? one.hit : one.received
  const origin = { cuid: arrival.cuid, at: occurredAt(arrival, typeof ts === 'number' ? { ts } : {}) }
  if (typeof email === 'string') return tombstones.keepsOut({ ...origin, email })
  if (!one.accepted) return tombstones.keepsOut({ ...origin, email: undefined })
  return tombstones.keepsOut({ ...origin, email: contactKeys.find(one.hit)?.email, labels: labelsIn(one.hit) })
}
