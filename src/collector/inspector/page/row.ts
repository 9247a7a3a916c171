import type { HitRecord } from '../record'
import { element } from './dom'
import { delayOf, summarise } from './format'

/** Creates the row of a hit; its detail is built when it is opened for the first time. */
export function createRow(hit: HitRecord): HTMLLIElement {
  const row = element('li', hit.accepted ? 'hit' : 'hit rejected')
  const details = element('details')
  details.append(createSummary(hit))
  details.addEventListener('toggle', () => details.append(createDetail(hit)), { once: true })
  row.append(details)
  return row
}

function createSummary(hit: HitRecord): HTMLElement {
  const { time, kind, name, who, where, came } = summarise(hit)
  const summary = element('summary')
  const badge = element('span', 'kind', kind)
  badge.dataset.kind = hit.kind ?? ''
  const whoClass = hit.email === null ? (who ? 'who visitor' : 'who none') : 'who'
  summary.append(
    element('time', 'time', time),
    badge,
    element('span', name ? 'name' : 'name none', name || '–'),
    element('span', whoClass, who || '–'),
    element('span', 'where', where),
    element('span', 'came', came),
  )
  for (const cell of summary.children) (cell as HTMLElement).title = cell.textContent
  return summary
}

function createDetail(hit: HitRecord): HTMLElement {
  const detail = element('div', 'detail')
  if (!hit.accepted) detail.append(element('p', 'reason', `Rejected: ${hit.code ?? ''}, ${hit.message ?? ''}`))
  const facts = element('dl', 'facts')
  for (const [name, value] of factsOf(hit)) {
    if (!value) continue
    const fact = element('div')
    fact.append(element('dt', '', name), element('dd', '', value))
    facts.append(fact)
  }
  detail.append(facts, element('pre', '', JSON.stringify(hit.body, null, 2)))
  return detail
}

function factsOf(hit: HitRecord): readonly (readonly [string, string])[] {
  const { lane, seq } = hit
  return [
    ['received', new Date(hit.receivedAt).toISOString()],
    ['called', hit.ts === null ? '' : new Date(hit.ts).toISOString()],
    ['waited in the page', delayOf(hit)],
    ['contact', hit.email ?? ''],
    ['visitor', hit.cuid ?? ''],
    ['id', hit.id],
    ['lane', lane === null ? '' : `${lane}, number ${String(seq)}`],
    ['key', hit.key],
  ]
}
