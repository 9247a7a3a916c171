import type { HitFilter, HitPage } from '../query'
import type { Attached, HitRecord } from '../record'
import { byId } from './dom'
import { filterOf, questionOf } from './filter'
import { createList } from './list'
import { addKey, fillForm, listenToForm, showAll } from './live-form'
import type { Session } from './session'

/** The view of hits as they arrive. */
export interface Live {
  /** Shows what passes the route's filter; also where it is the same as before. */
  show(query: Readonly<Record<string, string>>): Promise<void>
  add(hit: HitRecord): void
  attach(attached: Attached): void
  focusFilter(): void
  toggleRejected(): void
  clear(): void
}

/** Most rows that are asked for at a time. */
const pageSize = 300

/** Creates the view; the filter is kept in the address, so that it can be linked and survives a reload. */
export function createLive({ read }: Session): Live {
  const list = createList(byId('hits'))
  let filter: HitFilter = {}
  let next: number | null = null

  const ask = async (asked: HitFilter, before: number | null): Promise<readonly HitRecord[] | undefined> => {
    const page = await read<HitPage>(questionOf({ ...asked, ...(before !== null && { before }) }, pageSize))
    // The filter may have changed again while the answer was on its way.
    if (asked !== filter) return undefined
    next = page.next
    return page.hits
  }
  const showFrame = (): void => frame({ isEmpty: list.size() === 0, isFiltered: Object.keys(filter).length > 0, hasOlder: next !== null })
  const loadOlder = async (): Promise<void> => {
    const hits = await ask(filter, next)
    if (hits) list.append(hits)
    showFrame()
  }

  listenToForm(byId('filters', 'form'))
  byId('older').addEventListener('click', () => void loadOlder())
  return {
    async show(query) {
      filter = filterOf(query)
      fillForm(byId('filters', 'form'), query)
      const hits = await ask(filter, null)
      if (hits) list.replace(hits, filter)
      showFrame()
    },
    add(hit) {
      addKey(hit.key)
      list.add(hit)
      showFrame()
    },
    attach: list.attach,
    focusFilter: () => byId('text').focus(),
    toggleRejected: () => byId('rejected').click(),
    clear: showAll,
  }
}

function frame({ isEmpty, isFiltered, hasOlder }: Readonly<Record<'isEmpty' | 'isFiltered' | 'hasOlder', boolean>>): void {
  byId('empty').hidden = !isEmpty || isFiltered || hasOlder
  byId('no-match').hidden = !isEmpty || !isFiltered
  byId('columns').hidden = isEmpty
  byId('older').hidden = !hasOlder
}
