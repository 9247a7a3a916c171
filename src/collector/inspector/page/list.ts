import type { HitFilter } from '../query'
import type { Attached, HitRecord } from '../record'
import { passes } from './filter'
import { createRow } from './row'

/** The rows that are shown, newest first. */
export interface List {
  /** Adds a hit that has just arrived, if it passes the filter. */
  add(hit: HitRecord): void
  /** Brings the rows in line with what the collector has. */
  replace(history: readonly HitRecord[], filter: HitFilter): void
  /** Adds older rows at the end, which may make the list longer than it would grow by itself. */
  append(older: readonly HitRecord[]): void
  /** Gives rows without an e-mail the one that has become known. */
  attach(attached: Attached): void
  size(): number
}

interface Entry {
  readonly hit: HitRecord
  readonly row: HTMLLIElement
}

/** Most rows that the page keeps without being asked for more: beyond that it gets slow, and nobody reads them. */
const maxRows = 500

/** Creates the list in an element of the page. */
export function createList(parent: HTMLElement): List {
  let entries: Entry[] = []
  let filter: HitFilter = {}
  let room = maxRows

  const insert = (hit: HitRecord, isFresh: boolean): void => {
    const before = entries.findIndex((entry) => entry.hit.row <= hit.row)
    const next = entries[before]
    if (next?.hit.row === hit.row) return
    const entry = { hit, row: createRow(hit) }
    entry.row.classList.toggle('fresh', isFresh)
    parent.insertBefore(entry.row, next?.row ?? null)
    entries.splice(before < 0 ? entries.length : before, 0, entry)
  }

  return {
    add(hit) {
      if (!passes(hit, filter)) return
      insert(hit, true)
      for (const { row } of entries.splice(room)) row.remove()
    },
    replace(history, wanted) {
      filter = wanted
      room = maxRows
      const ids = new Map(history.map((hit) => [hit.row, hit.id]))
      const isKept = ({ hit }: Entry): boolean => ids.get(hit.row) === hit.id
      for (const entry of entries) if (!isKept(entry)) entry.row.remove()
      entries = entries.filter(isKept)
      for (const hit of history) insert(hit, false)
    },
    append(older) {
      room = Math.max(room, entries.length + older.length)
      for (const hit of older) insert(hit, false)
    },
    attach(attached) {
      entries = entries.map((entry) => (isOf(entry.hit, attached) ? swap(entry, { ...entry.hit, email: attached.email }) : entry))
    },
    size: () => entries.length,
  }
}

function isOf(hit: HitRecord, attached: Attached): boolean {
  if (!hit.accepted || hit.email !== null) return false
  return 'contact' in attached ? hit.body.contact === attached.contact : hit.key === attached.key && hit.cuid === attached.cuid
}

/** Shows a hit in the place of what was known of it before. */
function swap({ row: before }: Entry, hit: HitRecord): Entry {
  const row = createRow(hit)
  const wasOpen = before.querySelector('details')?.open ?? false
  before.replaceWith(row)
  row.querySelector('details')?.toggleAttribute('open', wasOpen)
  return { hit, row }
}
