import type { Database } from 'libsql'
import type { Attached } from '../inspector/record'
import type { Profiles } from '../people/profiles'
import type { CollectedHit } from '../sink'
import { createNamelessRows, createNotes } from './attachment-rows'
import { saidAt } from './occurred-at'
import type { Row } from './statement'

/** Gives stored rows without an e-mail to the contact that they turned out to be about. To be used inside a transaction only. */
export interface Attachments {
  /** To be called as a transaction begins: all that is attached within one has a bound, as others wait meanwhile. */
  readonly begin: () => void
  /**
   * Attaches what there is room for, attributes and all, and notes down the rest for `step`; tells whether anything was. Where
   * servers knew somebody by a number, `into` is the one that stands for it now.
   */
  readonly attach: (whose: Attached, into?: number) => boolean
  /**
   * Goes on with what was noted down, or with what is a certain e-mail's; answers with whom nothing is left of now, and with
   * undefined where nothing was left of anybody.
   */
  readonly step: (email?: string) => { readonly done?: Attached } | undefined
  /** Whether there may be something left. */
  readonly isAnyLeft: () => boolean
}

/** Most rows and bytes of one transaction: some 10 ms. A row that has more bytes than that goes alone. */
const [maxRows, maxBytes] = [500, 512 * 1024]

/**
 * Creates the attachments of a database. A visitor may have any number of anonymous rows, and says who they are in one: what is
 * more than a transaction's share is on disk as a note until it is attached, whoever dies meanwhile.
 */
export function createAttachments(db: Database, profiles: Pick<Profiles, 'learn'>): Attachments {
  const notes = createNotes(db)
  const share = createShare(db, profiles)
  let mayBeLeft = true

  return {
    begin: share.begin,
    attach(whose, into) {
      const found = share.find(whose)
      // Those that are left of an earlier contact of the visitor's are not the next one's.
      if (found.length === 0 || notes.has(whose)) return false
      const taken = share.take(found, whose.email, into)
      if (taken < found.length) {
        notes.add(whose, into)
        mayBeLeft = true
      }
      return taken > 0
    },
    step(email) {
      const note = notes.first(email)
      if (!note) {
        mayBeLeft &&= email !== undefined
        return undefined
      }
      share.begin()
      const found = share.find(note.whose)
      if (share.take(found, note.whose.email, note.into) < found.length) return {}
      notes.remove(note.number)
      return { done: note.whose }
    },
    isAnyLeft: () => mayBeLeft,
  }
}

/** What one transaction attaches. */
interface Share extends Pick<Attachments, 'begin'> {
  /** Somebody's first rows without an e-mail: those that there is room for, and one more where there are more. */
  readonly find: (whose: Attached) => readonly Row[]
  /** Attaches those that there is room for; tells how many. */
  readonly take: (found: readonly Row[], email: string, into: number | undefined) => number
}

function createShare(db: Database, profiles: Pick<Profiles, 'learn'>): Share {
  const rows = createNamelessRows(db)
  let room = { rows: maxRows, bytes: maxBytes }

  const learnFrom = ({ received_at: receivedAt, via, sent, body }: Row, email: string): void => {
    const hit = JSON.parse(body as string) as CollectedHit
    if (hit.sib_type === 'dropped') return
    profiles.learn(email, hit.properties, saidAt({ receivedAt: receivedAt as number, via: via as string, sent: sent as number | null }, hit))
  }

  return {
    begin: () => void (room = { rows: maxRows, bytes: maxBytes }),
    find: (whose) => rows.of(whose, room.rows + 1),
    take(found, email, into) {
      const taken: number[] = []
      for (const { row, bytes } of found.slice(0, room.rows)) {
        if (room.bytes <= 0) break
        taken.push(row as number)
        room.bytes -= bytes as number
      }
      room.rows -= taken.length
      for (const row of rows.read(taken)) learnFrom(row, email)
      rows.give(taken, email, into)
      return taken.length
    },
  }
}
