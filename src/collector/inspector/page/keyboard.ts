/** What keys stand for. */
export interface Keys {
  /** Views by their place in the navigation, from 1. */
  readonly goTo: (place: number) => void
  readonly focusFilter: () => void
  readonly toggleRejected: () => void
  readonly clear: () => void
  readonly toggleHelp: () => void
}

/** Listens to the keyboard: nothing in the page needs a pointer. Keys with a modifier stay the browser's. */
export function listenToKeys(keys: Keys): void {
  const actions: Readonly<Record<string, () => void>> = {
    '/': keys.focusFilter,
    '?': keys.toggleHelp,
    r: keys.toggleRejected,
    j: () => moveRow(1),
    k: () => moveRow(-1),
    Escape: keys.clear,
  }
  document.addEventListener('keydown', (event) => {
    const { key, target } = event
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyped(target)) {
      if (key === 'Escape') (target as HTMLElement).blur()
      return
    }
    const action = Object.hasOwn(actions, key) ? actions[key] : /^[1-5]$/.test(key) ? () => keys.goTo(Number(key)) : undefined
    if (!action) return
    event.preventDefault()
    action()
  })
}

function isTyped(target: EventTarget | null): boolean {
  return target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'checkbox')
}

/** Moves the focus from row to row; Enter opens one, as the browser has it. */
function moveRow(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.hit summary, .contact .name')].filter((row) => row.offsetParent !== null)
  const current = rows.findIndex((row) => row === document.activeElement)
  const next = rows[current < 0 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
