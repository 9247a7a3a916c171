import { element } from './dom'

/** A text with the name of its tab. */
export interface Tab {
  readonly title: string
  readonly text: string
}

let groups = 0

/** Creates texts one of which is shown at a time, with tabs as the ARIA practices have them: arrow keys move between them. */
export function createTabs(tabs: readonly Tab[]): HTMLElement {
  const box = element('div', 'tabs')
  const bar = element('div', 'tab-bar')
  const panel = element('pre')
  const group = `tabs-${++groups}`
  bar.setAttribute('role', 'tablist')
  panel.id = group
  panel.setAttribute('role', 'tabpanel')
  panel.tabIndex = 0

  const buttons = tabs.map(({ title }, index) => {
    const button = element('button', 'tab', title)
    button.type = 'button'
    button.setAttribute('role', 'tab')
    button.setAttribute('aria-controls', group)
    button.addEventListener('click', () => select(index))
    button.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
      const next = (index + step + buttons.length) % buttons.length
      if (step === 0) return
      select(next)
      buttons[next]?.focus()
    })
    return button
  })
  const select = (chosen: number): void => {
    for (const [index, button] of buttons.entries()) {
      button.setAttribute('aria-selected', String(index === chosen))
      button.tabIndex = index === chosen ? 0 : -1
    }
    panel.textContent = tabs[chosen]?.text ?? ''
  }
  select(0)
  bar.append(...buttons, createCopy(panel))
  box.append(bar, panel)
  return box
}

function createCopy(panel: HTMLElement): HTMLButtonElement {
  const copy = element('button', 'copy', 'Copy')
  copy.type = 'button'
  copy.addEventListener('click', () => {
    const told = (word: string): void => void (copy.textContent = word)
    void navigator.clipboard.writeText(panel.textContent).then(() => told('Copied'), () => told('Not allowed'))
  })
  return copy
}
