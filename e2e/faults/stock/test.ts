import type { Engine } from '../../fixtures/engine/tab'
import { test as base, type WorkerFixtures } from '../../fixtures/test'
import type { StockBrowser, StockTab } from './browser'
import { createProfile, type Profile } from './profile'

export { expect } from '../../fixtures/test'

/** What a test gets that needs a browser as its visitors have it. */
export interface StockFixtures {
  readonly profile: Profile
  /** The browser that runs now; its tabs are the visitor's. */
  readonly stock: StockBrowser
  readonly stockTab: StockTab
}

/** The fixtures, with a browser that a test may quit, kill and start again on its profile. */
export const test = base.extend<StockFixtures, Pick<WorkerFixtures, 'engine'>>({
  // Only its name is of use here: the browser that Playwright drives is not started.
  engine: [
    async ({}, use, { project }) => {
      const unable = (): Promise<never> => Promise.reject(new Error('ask the profile for a browser'))
      await use({ name: project.name as Engine['name'], newVisitor: unable, stop: unable })
    },
    { scope: 'worker' },
  ],
  profile: async ({ engine, network }, use) => {
    const profile = await createProfile(engine.name, network.port)
    await use(profile)
    await profile.remove()
  },
  stock: async ({ profile }, use) => {
    await profile.launch()
    await use(new Proxy({} as StockBrowser, { get: (_, name) => profile.browser()[name as keyof StockBrowser] }))
  },
  stockTab: async ({ stock }, use) => use(await stock.openTab()),
  visitor: ({ stock }, use) => use(stock),
  openTab: ({ stock }, use) => use(() => stock.openTab()),
  tab: ({ stockTab }, use) => use(stockTab),
  site: async ({ site, profile }, use) =>
    use({ ...site, page: (options) => site.page({ ...options, head: (options.head ?? '') + profile.pageHead }) }),
})
