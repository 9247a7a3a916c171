import type { ContactProfile, HitPage } from '../query'
import type { HitRecord } from '../record'
import { createFacts } from './detail'
import { byId, element, link } from './dom'
import { questionOf } from './filter'
import { ago, clock, count, duration, pathOf } from './format'
import { formatRoute, staying } from './route'
import { createRow } from './row'
import type { Session } from './session'
import { timeOf, visitsOf } from './visits'
import type { Visit } from './visits'

/** Most hits of a person that are shown. */
const maxHits = 1000

/** Shows what a contact or a visitor did, visit by visit, and what is known of the contact. */
export async function showPerson({ read }: Session, { email, cuid }: Readonly<Record<string, string>>): Promise<void> {
  const view = byId('person')
  const isAsked = staying()
  view.replaceChildren(element('p', 'hint', 'Reading…'))
  const whom = { ...(email && { email }), ...(cuid && { cuid }) }
  const [{ hits }, { attributes }] = await Promise.all([read<HitPage>(questionOf(whom, maxHits)), email ? read<ContactProfile>(questionAbout(email)) : unknown])
  if (!isAsked()) return
  const accepted = hits.filter((hit) => hit.accepted)
  const title = element('h2', '', email ?? `Visitor ${cuid ?? ''}`)
  const nothing = element('p', 'hint', 'Nothing of this person is among the newest hits.')
  const head = [title, createHead(hits, email), ...createAttributes(attributes)]
  view.replaceChildren(...head, ...(hits.length === 0 ? [nothing] : visitsOf(accepted).map(createVisit)))
}

/** A visitor is nobody's name, so there are no attributes. */
const unknown: ContactProfile = { attributes: {} }

function questionAbout(email: string): string {
  return `/api/contact?${new URLSearchParams({ email }).toString()}`
}

function createAttributes(attributes: ContactProfile['attributes']): readonly HTMLElement[] {
  const pairs = Object.entries(attributes).map(([name, value]) => [name, String(value)] as const)
  if (pairs.length === 0) return []
  const card = element('section', 'card attributes')
  card.append(element('h3', '', 'Attributes'), createFacts(pairs))
  return [card]
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
  section.append(createFacts([['visitor', hits[0]?.cuid ?? ''], ['first page', pathOf(landing)], ['came from', referrer], ['campaign', campaign]]))
  const rows = element('ol', 'hits')
  rows.append(...hits.map((hit) => createRow(hit, timeOf(hit))))
  section.append(rows)
  return section
}

function unique(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values)].filter((value): value is string => Boolean(value))
}
