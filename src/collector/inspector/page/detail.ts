import type { HitRecord } from '../record'
import { element, link } from './dom'
import { encodingsOf } from './encodings'
import { delayOf } from './format'
import { formatRoute } from './route'
import { createTabs } from './tabs'

/** Creates all that can be said of a hit. */
export function createDetail(hit: HitRecord): HTMLElement {
  const detail = element('div', 'detail')
  if (!hit.accepted) detail.append(element('p', 'reason', `Rejected: ${hit.code ?? ''}, ${hit.message ?? ''}`))
  detail.append(createFacts(factsOf(hit)), createLinks(hit))
  const stored = { title: hit.accepted ? 'As it is stored' : 'What was kept of it', text: JSON.stringify(hit.body, null, 2) }
  // What was refused does not say reliably what it was meant to be.
  detail.append(createTabs(hit.accepted && hit.kind !== 'dropped' ? [stored, ...encodingsOf(hit)] : [stored]))
  return detail
}

/** Creates a list of names and values; what has no value is left out. */
export function createFacts(pairs: readonly (readonly [string, string])[]): HTMLElement {
  const facts = element('dl', 'facts')
  for (const [name, value] of pairs) {
    if (!value) continue
    const fact = element('div')
    fact.append(element('dt', '', name), element('dd', '', value))
    facts.append(fact)
  }
  return facts
}

function createLinks({ email, cuid, key }: HitRecord): HTMLElement {
  const links = element('p', 'links')
  if (email !== null) links.append(link(formatRoute('person', { email }), 'Timeline of this contact'), link(formatRoute('live', { email }), 'Only this contact'))
  if (cuid !== null) links.append(link(formatRoute('person', { cuid }), 'Timeline of this visitor'), link(formatRoute('live', { cuid }), 'Only this visitor'))
  if (key) links.append(link(formatRoute('live', { key }), 'Only this key'))
  return links
}

function factsOf(hit: HitRecord): readonly (readonly [string, string])[] {
  const { lane, seq } = hit
  return [
    ['received', new Date(hit.receivedAt).toISOString()],
    ['called', isoOf(hit.ts)],
    ['waited in the page', delayOf(hit)],
    ['contact', hit.email ?? ''],
    ['visitor', hit.cuid ?? ''],
    ['id', hit.id],
    ['lane', lane === null ? '' : `${lane}, number ${String(seq)}`],
    ['key', hit.key],
    ['came by', `${hit.via}, ${hit.encoding}`],
  ]
}

/** A client may send any number for a time; not all of them are one. */
function isoOf(ms: number | null): string {
  if (ms === null) return ''
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}
