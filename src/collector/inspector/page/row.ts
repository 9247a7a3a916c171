import type { HitRecord } from '../record'
import { createDetail } from './detail'
import { element } from './dom'
import { clock, summarise } from './format'

/** Creates the row of a hit, with the time of its arrival unless another is given; its detail is built when it is opened for the first time. */
export function createRow(hit: HitRecord, atMs = hit.receivedAt): HTMLLIElement {
  const row = element('li', hit.accepted ? 'hit' : 'hit rejected')
  const details = element('details')
  details.append(createSummary(hit, atMs))
  details.addEventListener('toggle', () => details.append(createDetail(hit)), { once: true })
  row.append(details)
  return row
}

function createSummary(hit: HitRecord, atMs: number): HTMLElement {
  const { kind, name, who, where, came } = summarise(hit)
  const summary = element('summary')
  const badge = element('span', 'kind', kind)
  badge.dataset.kind = hit.kind ?? ''
  const whoClass = hit.email === null ? (who ? 'who visitor' : 'who none') : 'who'
  summary.append(
    element('time', 'time', clock(atMs)),
    badge,
    element('span', name ? 'name' : 'name none', name || '–'),
    element('span', whoClass, who || '–'),
    element('span', 'where', where),
    element('span', 'came', came),
  )
  for (const cell of summary.children) (cell as HTMLElement).title = cell.textContent
  return summary
}
