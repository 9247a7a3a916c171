import type { ArrivalReport } from '../query'
import { createFacts } from './detail'
import { byId, element } from './dom'
import { findSite, reportSites, senderNames } from './findings'
import type { SiteReport } from './findings'
import { ago } from './format'
import { formatRoute, staying } from './route'
import type { Session } from './session'

/** Most sites that are shown: anyone can send hits that name a site of their own. */
const maxSites = 50

/** Shows whether a site's pages reach the collector, by which script, and what is wrong with what they send. */
export async function showCheck({ read }: Session, { site = '' }: Readonly<Record<string, string>>): Promise<void> {
  const input = byId('site', 'input')
  if (input !== document.activeElement) input.value = site
  const isAsked = staying()
  const [report, { url }] = await Promise.all([read<ArrivalReport>('/api/arrivals'), read<{ url: string }>('/api/collector')])
  if (!isAsked()) return
  const reports = reportSites(report, Date.now())
  const found = site ? findSite(reports, site) : undefined
  const shown = site ? (found ? [found] : []) : reports.slice(0, maxSites)
  byId('examined').textContent = `Among the newest ${report.examined.toLocaleString('en')} hits:`
  byId('verdict').textContent = verdictOf(site, found)
  byId('verdict').dataset.found = site ? String(found !== undefined) : ''
  byId('steps').hidden = shown.length > 0
  byId('steps-host').textContent = `api_host:"${url}"`
  byId('sites').replaceChildren(...shown.map(createSite))
}

/** Lets the form lead to a route. */
export function listenToCheck(): void {
  const input = byId('site', 'input')
  input.form?.addEventListener('submit', (event) => {
    event.preventDefault()
    location.replace(formatRoute('check', { site: input.value.trim() }))
  })
}

function verdictOf(site: string, found: SiteReport | undefined): string {
  if (!site) return ''
  if (!found) return `Nothing has come from ${site}.`
  return found.accepted > 0 ? `Yes: ${found.site} reaches this collector.` : `${found.site} reaches this collector, but nothing of it was accepted.`
}

function createSite({ site, keys, senders, accepted, rejected, lastAt, findings }: SiteReport): HTMLElement {
  const card = element('section', 'card')
  card.append(element('h3', '', site || 'Without a page’s address'))
  card.append(
    createFacts([
      ['accepted', accepted.toLocaleString('en')],
      ['rejected', rejected ? rejected.toLocaleString('en') : ''],
      ['last', ago(lastAt)],
      [keys.length === 1 ? 'key' : 'keys', keys.slice(0, 5).join(', ')],
      ['sent by', senders.map((sender) => senderNames[sender]).join('; ')],
    ]),
  )
  const list = element('ul', 'findings')
  for (const { type, text } of findings) {
    const item = element('li', type, text)
    list.append(item)
  }
  card.append(list)
  return card
}
