import { fileURLToPath } from 'node:url'
import type { Tab } from '../fixtures/engine/tab'
import { test as base } from '../fixtures/test'
import { bundle } from '../package/bundle'
import { pages } from './pages.mjs'

/** An app of `apps`, and how its router writes a page into the URL. */
export interface App {
  readonly name: string
  readonly file: 'react.mjs' | 'vue.mjs' | 'tree.mjs'
  readonly mode: 'path' | 'hash'
  /** What stands behind the URL of the document while the app is at its home page. */
  readonly home: '' | '/'
  /** Whether it records its views itself, by names of its own; React's alone can. */
  readonly namesViews?: boolean
}

/** Which page of the app, by its link. */
export type PageId = keyof typeof pages

/** All apps, in every mode that their routers have. */
export const apps: readonly App[] = [
  { name: 'React Router', file: 'react.mjs', mode: 'path', home: '' },
  { name: 'React Router with hashes', file: 'react.mjs', mode: 'hash', home: '' },
  { name: 'Vue Router', file: 'vue.mjs', mode: 'path', home: '/' },
  { name: 'Vue Router with hashes', file: 'vue.mjs', mode: 'hash', home: '' },
  { name: 'the app router of Next', file: 'tree.mjs', mode: 'path', home: '' },
]

/** Only React's development build mounts everything twice in strict mode; in Vue's there is nothing of the kind. */
const defines = {
  'react.mjs': { 'process.env.NODE_ENV': '"development"' },
  'vue.mjs': { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  'tree.mjs': {},
}

/** Gives the script of an app; each is bundled once, when the first test asks for it. */
export type Bundled = (file: App['file']) => Promise<string>

/** The same, with the apps. */
export const test = base.extend<object, { bundled: Bundled }>({
  bundled: [
    async ({}, use) => {
      const known = new Map<string, Promise<string>>()
      await use((file) => {
        const script = known.get(file) ?? bundle(fileURLToPath(new URL('apps', import.meta.url)), file, defines[file])
        known.set(file, script)
        return script
      })
    },
    { scope: 'worker' },
  ],
})

/** The app in a tab. */
export interface OpenApp {
  /** Returns when the home page is shown. */
  start(): Promise<void>
  /** Follows a link, and returns when its page, or the one that it redirects to, has been seen. */
  visit(link: string, shown?: PageId): Promise<void>
  /** Follows links faster than anything can be shown, and returns when the last one has been seen. */
  storm(links: readonly PageId[]): Promise<void>
  /** Goes through the history, and returns when that page has been seen. */
  step(by: -1 | 1, shown: PageId): Promise<void>
  /** Returns when no view can be waiting for its title. */
  titlesSettle(): Promise<void>
  /** The view of a page, as the collector shows it. */
  view(page: PageId): { kind: 'page'; name: string; body: { ma_url: string } }
}

/** More than the time in which nobody sees a page, and more than a view waits for its title (src/tracker/page-views.ts). */
const frameMs = 20
const titleMs = 320

/** Clicks on links in one task. The page's clock stands still meanwhile, so that a busy machine makes no visitor of a storm. */
function clickAll(links: readonly string[]): void {
  const { now } = Date
  const ms = now()
  Date.now = () => ms
  for (const link of links) document.getElementById(link)?.click()
  setTimeout(() => (Date.now = now))
}

const hasBeenSeen = `(function (parsedMs) {
  return parsedMs > 0 && performance.now() - parsedMs > 100
})(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)`

/** Opens the page that the app is in, and returns when it could be started. */
export async function openApp(tab: Tab, { mode, home, namesViews = false }: App, url: string): Promise<OpenApp> {
  await tab.goto(url + home)
  await tab.waitFor('"startApp" in window', 'the app')

  const pageMs = (): Promise<number> => tab.evaluate<number>('Date.now()')
  const passed = async (ms: number): Promise<void> => tab.waitFor((until: number) => Date.now() > until, `${ms} ms of the page`, (await pageMs()) + ms)
  const seen = async (page: PageId): Promise<void> => {
    await tab.waitFor((title: string) => document.title === title, `the title of ${page}`, pages[page].title)
    await passed(frameMs)
  }
  return {
    async start() {
      await tab.evaluate(`startApp(${JSON.stringify(mode)}, ${namesViews})`)
      await tab.waitFor('document.getElementById("home") !== null', 'the links')
      await seen('home')
      // Whoever goes on within a tenth of a second of the tag's call was redirected: a fast machine would be.
      await tab.waitFor(hasBeenSeen, 'a visitor who has looked at the first page')
    },
    async visit(link, shown = link as PageId) {
      await tab.evaluate(clickAll, [link])
      await seen(shown)
    },
    async storm(links) {
      await tab.evaluate(clickAll, links)
      await seen(links.at(-1) as PageId)
    },
    async step(by, shown) {
      await tab.evaluate(`void history.go(${by})`)
      await seen(shown)
    },
    titlesSettle: () => passed(titleMs),
    view(page) {
      const { path, title } = pages[page]
      const place = page === 'home' ? home : mode === 'hash' ? `#${path}` : path
      return { kind: 'page', name: namesViews ? `Shop: ${title}` : title, body: { ma_url: url + place } }
    },
  }
}
