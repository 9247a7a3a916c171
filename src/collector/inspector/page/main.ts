import type { Totals } from '../record'
import { listenToCheck, showCheck } from './check'
import { listenToSearch, showContacts } from './contacts'
import { byId } from './dom'
import { openFeed } from './feed'
import type { FeedState } from './feed'
import { listenToReplay, showForwarding } from './forwarding'
import { showHealth } from './health-view'
import { listenToKeys } from './keyboard'
import { createLive } from './live'
import { showPerson } from './person'
import { formatRoute, parseRoute, views } from './route'
import { beginSession } from './session'

/** How often figures are read again while they are looked at. */
const refreshMs = 2000

const session = beginSession(() => {
  byId('locked').hidden = false
  byId('content').hidden = true
})
const live = createLive(session)
const help = byId('help', 'dialog')

async function show(): Promise<void> {
  const { view, query } = parseRoute(location.hash)
  for (const name of views) byId(name).hidden = name !== view
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.views a')) {
    const isCurrent = link.hash === formatRoute(view) || (view === 'person' && link.hash === formatRoute('contacts'))
    link.toggleAttribute('aria-current', isCurrent)
  }
  if (view === 'live') await live.show(query)
  if (view === 'contacts') await showContacts(session, query)
  if (view === 'person') await showPerson(session, query)
  if (view === 'check') await showCheck(session, query)
  if (view === 'health') await showHealth(session)
  if (view === 'forwarding') await showForwarding(session)
}

/** What could not be read is read again when the stream is back; the state says that it is away. */
const ignore = (): void => undefined
const showSoon = (): void => void show().catch(ignore)

function showTotals({ accepted, rejected, duplicates, dropped }: Totals): void {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  for (const [id, count] of Object.entries({ accepted, 'rejected-count': rejected, duplicates, dropped: lost })) {
    byId(id).textContent = count.toLocaleString('en')
    byId(id).parentElement?.classList.toggle('raised', count > 0 && (id === 'rejected-count' || id === 'dropped'))
  }
}

function showState(state: FeedState): void {
  byId('state').dataset.state = state
  byId('state').textContent = state === 'live' ? 'live' : 'disconnected, trying again…'
}

async function showAddress(): Promise<void> {
  const { url } = await session.read<{ url: string }>('/api/collector')
  byId('collector').textContent = url
  byId('tag-command').textContent = `npx sib-collector tag --key YOUR_CLIENT_KEY --address ${url}`
  byId('setting').textContent = `api_host:"${url}"`
  byId('command').textContent = `curl '${url}/p?key=demo&cuid=me&sib_type=track&sib_name=hello'`
}

listenToSearch()
listenToCheck()
listenToReplay(session)
listenToKeys({
  goTo: (place) => void (location.hash = formatRoute(([...views].filter((view) => view !== 'person')[place - 1] ?? 'live'))),
  focusFilter: () => {
    const { view } = parseRoute(location.hash)
    if (view === 'contacts' || view === 'check') byId(view === 'contacts' ? 'search' : 'site').focus()
    else live.focusFilter()
  },
  toggleRejected: live.toggleRejected,
  clear: () => (help.open ? help.close() : parseRoute(location.hash).view === 'live' && live.clear()),
  toggleHelp: () => (help.open ? help.close() : help.showModal()),
})
byId('show-help').addEventListener('click', () => help.showModal())
addEventListener('hashchange', showSoon)
setInterval(() => {
  if (['health', 'forwarding'].includes(parseRoute(location.hash).view) && !document.hidden) showSoon()
}, refreshMs)

openFeed(session, {
  onState: showState,
  async onOpen() {
    await Promise.all([show(), showAddress()])
    showTotals(await session.read<Totals>('/api/stats'))
  },
  onHit: live.add,
  onAttached: live.attach,
  onTotals: showTotals,
})
