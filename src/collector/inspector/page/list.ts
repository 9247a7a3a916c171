import type { Attached, HitRecord } from '../record'
import { searchable } from './format'
import { createRow } from './row'

/** The rows that are shown, newest first. */
export interface List {
  /** Adds what is not there yet. */
  add(hits: readonly HitRecord[], isFresh?: boolean): void
  /** Brings the rows in line with the collector's history, after the connection was lost or at the start. */
  replace(history: readonly HitRecord[]): void
  /** Gives a visitor's anonymous rows to their contact. */
  attach(attached: Attached): void
  /** Shows only the rows that pass; answers how many do. */
  show(filter: Filter): number
  size(): number
}

/** Which rows to show. */
export interface Filter {
  readonly text: string
  readonly onlyRejected: boolean
}

interface Entry {
  readonly hit: HitRecord
  readonly row: HTMLLIElement
  readonly text: string
}

/** Most rows in the page: beyond that it gets slow, and nobody reads them. */
const maxRows = 500

/** Creates the list in an element of the page. */
export function createList(parent: HTMLElement): List {
  let entries: Entry[] = []
  let filter: Filter = { text: '', onlyRejected: false }

  const insert = (hit: HitRecord, isFresh: boolean): void => {
    const before = entries.findIndex((entry) => entry.hit.row <= hit.row)
    const next = entries[before]
    if (next?.hit.row === hit.row) return
    const entry = createEntry(hit)
    entry.row.hidden = !passes(entry, filter)
    entry.row.classList.toggle('fresh', isFresh)
    parent.insertBefore(entry.row, next?.row ?? null)
    entries.splice(before < 0 ? entries.length : before, 0, entry)
  }

  return {
    add(hits, isFresh = false) {
      for (const hit of hits) insert(hit, isFresh)
      for (const { row } of entries.splice(maxRows)) row.remove()
    },
    replace(history) {
      const same = new Map(history.map((hit) => [hit.row, hit.id]))
      for (const { hit, row } of entries) if (same.get(hit.row) !== hit.id) row.remove()
      entries = entries.filter(({ hit }) => same.get(hit.row) === hit.id)
      for (const hit of history) insert(hit, false)
    },
    attach({ key, cuid, email }) {
      entries = entries.map((entry) => {
        const { hit } = entry
        const isTheirs = hit.accepted && hit.email === null && hit.key === key && hit.cuid === cuid
        return isTheirs ? swap(entry, { ...hit, email }) : entry
      })
    },
    show(wanted) {
      filter = wanted
      for (const entry of entries) entry.row.hidden = !passes(entry, filter)
      return entries.filter((entry) => !entry.row.hidden).length
    },
    size: () => entries.length,
  }
}

function createEntry(hit: HitRecord): Entry {
  return { hit, row: createRow(hit), text: searchable(hit) }
}

/** Shows a hit in the place of what was known of it before. */
function swap({ row: before }: Entry, hit: HitRecord): Entry {
  const entry = createEntry(hit)
  entry.row.hidden = before.hidden
  const wasOpen = before.querySelector('details')?.open ?? false
  before.replaceWith(entry.row)
  entry.row.querySelector('details')?.toggleAttribute('open', wasOpen)
  return entry
}

function passes({ hit, text }: Entry, filter: Filter): boolean {
  return !(filter.onlyRejected && hit.accepted) && text.includes(filter.text.trim().toLowerCase())
}
