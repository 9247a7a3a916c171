import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import { expect } from '../fixtures/test'
import { markName } from './attacks'

/** Notes from now on what the page's policy had to stop, and alerts. */
export async function watchViolations(tab: Tab): Promise<void> {
  await tab.evaluate(() => {
    const violations: string[] = []
    ;(window as unknown as { __violations: string[] }).__violations = violations
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective))
    window.alert = () => void violations.push('alert')
  })
}

/** Everything about a document that only an attack could have put there. */
async function foreign(tab: Tab): Promise<unknown> {
  return tab.evaluate((mark: string) => {
    const known = new Set(
      ('html head meta title link script body header div h1 h2 h3 p nav a dl dt dd button section code main form input select option label b ' +
        'ol li ul span pre dialog kbd details summary time').split(' '),
    )
    const all = [...document.querySelectorAll('*')]
    const links = [...document.links].filter((link) => !(link.getAttribute('href') ?? '').startsWith('#/'))
    return {
      marked: (window as unknown as Record<string, unknown>)[mark] ?? null,
      elements: all.map(({ localName }) => localName).filter((name) => !known.has(name)),
      attributes: all.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on') || name === 'srcdoc' || name === 'formaction')),
      links: links.map((link) => link.outerHTML.slice(0, 200)),
      scripts: document.scripts.length,
      violations: (window as unknown as { __violations?: string[] }).__violations ?? null,
      address: location.origin + location.pathname,
    }
  }, markName)
}

/** Holds a page of the inspector to being text alone; `watchViolations` has to have been called in it. */
export async function expectInert(tab: Tab, collector: Collector): Promise<void> {
  const address = `${new URL(collector.inspectorUrl).origin}/`
  expect(await foreign(tab)).toEqual({ marked: null, elements: [], attributes: [], links: [], scripts: 1, violations: [], address })
}
