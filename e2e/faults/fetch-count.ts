import type { Tab } from '../fixtures/engine/tab'

/** Script for a page whose requests reach no server that could count them. */
export const fetchCountSource = `(${install.toString()})()`

/** How many requests the page has made. */
export function countFetches(tab: Tab): Promise<number> {
  return tab.evaluate<number>('__fetches')
}

function install(): void {
  const page = window as unknown as { __fetches: number; fetch: typeof fetch }
  const original = page.fetch
  page.__fetches = 0
  page.fetch = (...args) => {
    page.__fetches++
    return original(...args)
  }
}
