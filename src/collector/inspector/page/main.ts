import type { Totals } from '../record'
import { byId } from './dom'
import { openFeed, read } from './feed'
import type { FeedState } from './feed'
import { createList } from './list'

const list = createList(byId('hits'))
const filter = byId('filter') as HTMLInputElement
const onlyRejected = byId('only-rejected') as HTMLInputElement

function show(): void {
  const shown = list.show({ text: filter.value, onlyRejected: onlyRejected.checked })
  const isEmpty = list.size() === 0
  byId('empty').hidden = !isEmpty
  byId('no-match').hidden = isEmpty || shown > 0
  byId('columns').hidden = shown === 0
}

function showTotals({ accepted, rejected, duplicates, dropped }: Totals): void {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  for (const [id, count] of Object.entries({ accepted, rejected, duplicates, dropped: lost })) {
    byId(id).textContent = count.toLocaleString('en')
    byId(id).parentElement?.classList.toggle('raised', count > 0 && (id === 'rejected' || id === 'dropped'))
  }
  const reasons = Object.entries(dropped).map(([reason, count]) => `${reason}: ${count}`)
  byId('dropped-box').title = reasons.join('\n')
}

function showState(state: FeedState): void {
  byId('state').dataset.state = state
  byId('state').textContent = state === 'live' ? 'live' : 'disconnected, trying again…'
}

async function showAddress(): Promise<void> {
  const { url } = await read<{ url: string }>('/api/collector')
  byId('collector').textContent = url
  byId('setting').textContent = `window.sib.api_host = "${url}"`
  byId('command').textContent = `curl '${url}/p?key=demo&cuid=me&sib_type=track&sib_name=hello'`
}

function clearFilter(): void {
  filter.value = ''
  onlyRejected.checked = false
  show()
}

filter.addEventListener('input', show)
onlyRejected.addEventListener('change', show)
byId('clear').addEventListener('click', clearFilter)
filter.form?.addEventListener('submit', (event) => event.preventDefault())
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target === filter) clearFilter()
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return
  event.preventDefault()
  filter.focus()
})

openFeed({
  onState: showState,
  onHistory(hits) {
    list.replace(hits)
    void showAddress()
    show()
  },
  onHit(hit) {
    list.add([hit], true)
    show()
  },
  onAttached: (attached) => list.attach(attached),
  onTotals: showTotals,
})
