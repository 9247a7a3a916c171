import type { ContactSummary } from '../query'
import { byId, element, link } from './dom'
import { ago, clock, count } from './format'
import { formatRoute, parseRoute, staying } from './route'
import type { Session } from './session'

/** How long the typing has to pause before the collector is asked. */
const typingMs = 200

/** Shows the contacts that were seen lately. */
export async function showContacts({ read }: Session, { search = '' }: Readonly<Record<string, string>>): Promise<void> {
  const input = byId('search', 'input')
  if (input !== document.activeElement) input.value = search
  const isAsked = staying()
  const { contacts } = await read<{ contacts: readonly ContactSummary[] }>(`/api/contacts?${new URLSearchParams({ search }).toString()}`)
  if (!isAsked()) return
  byId('contact-rows').replaceChildren(...contacts.map(createContact))
  byId('no-contacts').hidden = contacts.length > 0
}

/** Lets the search lead to a route. */
export function listenToSearch(): void {
  let typing: ReturnType<typeof setTimeout> | undefined
  const input = byId('search', 'input')
  const apply = (): void => {
    // Whoever has gone to another view in the meantime is not called back.
    if (parseRoute(location.hash).view === 'contacts') location.replace(formatRoute('contacts', { search: input.value.trim() }))
  }
  input.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(apply, typingMs)
  })
  input.form?.addEventListener('submit', (event) => {
    event.preventDefault()
    apply()
  })
}

function createContact({ email, events, visitors, firstAt, lastAt }: ContactSummary): HTMLLIElement {
  const row = element('li', 'contact')
  const name = link(formatRoute('person', { email }), email)
  name.className = 'name'
  row.append(
    name,
    element('span', '', count(events, 'event')),
    element('span', '', count(visitors, 'browser')),
    element('span', 'first', `first ${clock(firstAt)}`),
    element('span', 'last', `last ${ago(lastAt)}`),
  )
  return row
}
