import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StockBrowser, StockStart } from './browser'
import { startChromium, startFirefox } from './puppeteer'
import { startRemote } from './remote'
import { startWebKit } from './webkit'

/** A visitor whose browser can end and be started again: what it had written to its profile is still there. */
export interface Profile {
  /** Goes into the head of every page that this browser is to show. */
  readonly pageHead: string
  /** The browser that runs now. */
  browser(): StockBrowser
  /** Starts the browser, again on the same profile if it ran before. */
  launch(): Promise<StockBrowser>
  /** Ends the browser and forgets the visitor. */
  remove(): Promise<void>
}

const starters: Readonly<Record<StockBrowser['name'], (start: StockStart) => Promise<StockBrowser>>> = {
  chromium: startChromium,
  firefox: startFirefox,
  webkit: startWebKit,
}

/** A new profile for the browser of this name, which does not run yet. */
export async function createProfile(name: StockBrowser['name'], proxyPort: number): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), 'sib-profile-'))
  const remote = await startRemote()
  let browser: StockBrowser | undefined
  return {
    pageHead: name === 'webkit' ? remote.head : '',
    browser() {
      if (browser === undefined) throw new Error(`${name} has not been launched`)
      return browser
    },
    launch: async () => (browser = await starters[name]({ folder, proxyPort, remote })),
    async remove() {
      await browser?.kill9()
      await remote.stop()
      // A helper process that outlives the browser by a moment may still write.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
