import { byId } from './dom'
import { filterOf } from './filter'
import { formatRoute, parseRoute } from './route'

/** How long the typing has to pause before the collector is asked. */
const typingMs = 200

/** Filters change the address; what is shown follows from that. */
export function listenToForm(form: HTMLFormElement): void {
  let typing: ReturnType<typeof setTimeout> | undefined
  const apply = (): void => {
    clearTimeout(typing)
    // Whoever has gone to another view in the meantime is not called back.
    if (parseRoute(location.hash).view !== 'live') return
    const fields = Object.fromEntries(new FormData(form)) as Record<string, string>
    location.replace(formatRoute('live', fields))
  }
  form.addEventListener('change', apply)
  byId('text').addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(apply, typingMs)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    apply()
  })
  for (const id of ['clear', 'clear-filters']) byId(id).addEventListener('click', showAll)
}

/** Shows a route's filter in the form. */
export function fillForm(form: HTMLFormElement, query: Readonly<Record<string, string>>): void {
  if (query.key) addKey(query.key)
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field === document.activeElement) continue
    if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = query[field.name] === 'true'
    else field.value = query[field.name] ?? ''
  }
  const person = query.email ?? query.cuid
  byId('only').hidden = person === undefined
  byId('only-whom').textContent = query.email ?? (query.cuid === undefined ? '' : `visitor ${query.cuid}`)
  byId('clear-filters').hidden = Object.keys(filterOf(query)).length === 0
}

/** Lifts all filters. */
export function showAll(): void {
  location.replace(formatRoute('live'))
}

/** Most keys to choose from: anyone can send hits with a key of their own. */
const maxKeys = 50

/** Keys become choices as they are seen. */
export function addKey(key: string): void {
  const { options } = byId('key', 'select')
  if (!key || options.length > maxKeys || [...options].some(({ value }) => value === key)) return
  options.add(new Option(key, key))
}
