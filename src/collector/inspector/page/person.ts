import type { HitPage } from '../query'
import type { HitRecord } from '../record'
import { createFacts } from './detail'
import { byId, element, link } from './dom'
import { questionOf } from './filter'
import { ago, clock, count, duration, pathOf } from './format'
import { formatRoute } from './route'
import { createRow } from './row'
import type { Session } from './session'
import { timeOf, visitsOf } from './visits'
import type { Visit } from './visits'

/** Most hits of a person that are shown. */
const maxHits = 1000

/** Shows what a contact or a visitor did, visit by visit. */
export async function showPerson({ read }: Session, { email, cuid }: Readonly<Record<string, string>>): Promise<void> {
  const view = byId('person')
  view.replaceChildren(element('p', 'hint', 'Reading…'))
  const whom = { ...(email && { email }), ...(cuid && { cuid }) }
  const { hits } = await read<HitPage>(questionOf(whom, maxHits))
  const accepted = hits.filter((hit) => hit.accepted)
  const title = element('h2', '', email ?? `Visitor ${cuid ?? ''}`)
  const nothing = element('p', 'hint', 'Nothing of this person is among the newest hits.')
  view.replaceChildren(title, createHead(hits, email), ...(hits.length === 0 ? [nothing] : visitsOf(accepted).map(createVisit)))
}

function createHead(hits: readonly HitRecord[], email: string | undefined): HTMLElement {
  const head = element('div', 'card')
  const [newest, oldest] = [hits[0], hits.at(-1)]
  const people = unique(hits.map((hit) => hit.email)).filter((one) => one !== email)
  const visitors = unique(hits.map(({ cuid }) => cuid))
  head.append(
    createFacts([
      ['events', String(hits.filter(({ accepted }) => accepted).length)],
      ['rejected', String(hits.filter(({ accepted }) => !accepted).length || '')],
      ['first seen', oldest ? clock(oldest.receivedAt) : ''],
      ['last seen', newest ? ago(newest.receivedAt) : ''],
      ['keys', unique(hits.map(({ key }) => key)).join(', ')],
    ]),
  )
  const links = element('p', 'links')
  for (const one of people) links.append(link(formatRoute('person', { email: one }), one))
  for (const one of visitors) links.append(link(formatRoute('person', { cuid: one }), `visitor ${one}`))
  head.append(links)
  return head
}

function createVisit({ startAt, endAt, hits, landing, referrer, campaign }: Visit): HTMLElement {
  const section = element('section', 'visit')
  section.append(element('h3', '', `${clock(startAt)}, ${count(hits.length, 'event')} in ${duration(endAt - startAt)}`))
  section.append(createFacts([['first page', pathOf(landing)], ['came from', referrer], ['campaign', campaign]]))
  const rows = element('ol', 'hits')
  rows.append(...hits.map((hit) => createRow(hit, timeOf(hit))))
  section.append(rows)
  return section
}

function unique(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values)].filter((value): value is string => Boolean(value))
}
