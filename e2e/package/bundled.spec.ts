import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ready, traces } from '../fixtures/calls'
import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import type { PageOptions } from '../fixtures/site/page'
import type { Site } from '../fixtures/site/site'
import { expect, expectHits, hitsOf, test as base } from '../fixtures/test'
import { root } from '../run/command.mjs'
import { tagSource } from '../shop/tag.mjs'
import { bundle } from './bundle'
import { installPacked } from './packed'

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }

/** The same, with an app that a bundler has made of the packed package; its methods are at `window.tracker`. */
const test = base.extend<object, { app: string }>({
  app: [
    async ({}, use) => {
      const packed = installPacked(Object.keys(dependencies))
      const app = await bundle(packed.folder, 'app.js').finally(() => packed.remove())
      await use(app)
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

/** Publishes a page with the app in it. */
function pageWith(site: Site, app: string, options: Partial<PageOptions> = {}): string {
  return site.page({ tag: 'none', ...options, head: `<script type="module" src="${site.script(app)}"></script>` })
}

async function open(tab: Tab, url: string): Promise<void> {
  await tab.goto(url)
  await tab.waitFor('window.tracker', 'the app')
}

/** Calls an export of the package. */
async function track(tab: Tab, method: string, ...args: readonly unknown[]): Promise<void> {
  await tab.evaluate(
    ([name, values]: readonly [string, readonly unknown[]]) => {
      ;(window as unknown as { tracker: Record<string, (...values: readonly unknown[]) => void> }).tracker[name]?.(...values)
    },
    [method, args] as const,
  )
}

const settings = (site: Site, collector: Collector): object => ({ client_key: site.clientKey, api_host: collector.url })

/** Starts and goes on in one task: the first page view waits 300 ms for nobody. */
async function start(tab: Tab, options: object, more: string): Promise<void> {
  await tab.evaluate(`tracker.init(${JSON.stringify(options)}), void (${more})`)
}

test('records the first page view with the title that the app has set since', async ({ tab, site, collector, app }) => {
  await open(tab, pageWith(site, app, { title: 'Template' }))
  await start(tab, settings(site, collector), 'document.title = "Shop", tracker.track("called")')
  const hits = [
    { name: 'called', key: site.clientKey, accepted: true },
    { kind: 'page', name: 'Shop', key: site.clientKey, accepted: true },
  ]
  await expectHits(collector).toReceive(hits)
  await expectHits(collector, tab).toReceive(hits)
})

test('leaves the first page view to an app that records it itself', async ({ tab, site, collector, app }) => {
  await open(tab, pageWith(site, app))
  await start(tab, settings(site, collector), 'tracker.page("Home", { section: "shop" })')
  await tab.evaluate('history.pushState(null, "", "/next")')
  await expectHits(collector).toReceive([
    { kind: 'page', name: 'Home', body: { properties: { section: 'shop' } } },
    { kind: 'page', body: { ma_path: '/next' } },
  ])
  await expectHits(collector, tab).toReceive([{ name: 'Home' }, { body: { ma_path: '/next' } }])
})

test('keeps what a link in an e-mail brought, where the app cleans its URL up before the title has settled', async ({ tab, site, collector, app }) => {
  await open(tab, `${pageWith(site, app, { title: 'Landing' })}?_se=opaque&size=44`)
  await start(tab, settings(site, collector), 'history.replaceState(null, "", location.pathname + "?size=44")')
  const landing = { kind: 'page', name: 'Landing', body: { ma_url: expect.stringMatching(/\?_se=opaque&size=44$/) } } as const
  await expectHits(collector).toReceive([landing])
  await tab.evaluate('history.pushState(null, "", "/next")')
  const next = { kind: 'page', body: { ma_path: '/next' } } as const
  await expectHits(collector).toReceive([landing, next])
  await expectHits(collector, tab).toReceive([landing, next])
})

test('takes a page view that the app records before init for the first one', async ({ tab, site, collector, app }) => {
  await open(tab, pageWith(site, app))
  await track(tab, 'page', 'Early')
  await track(tab, 'init', settings(site, collector))
  await expectHits(collector).toReceive([{ kind: 'page', name: 'Early' }])
  // A first view that waited for its title would be recorded now, before the next.
  await tab.evaluate('history.pushState(null, "", "/next")')
  await expectHits(collector).toReceive([{ name: 'Early' }, { body: { ma_path: '/next' } }])
  await expectHits(collector, tab).toReceive([{ name: 'Early' }, { body: { ma_path: '/next' } }])
})

test('leaves all page views to the app where it says so', async ({ tab, site, collector, app }) => {
  const url = pageWith(site, app)
  await open(tab, url)
  await track(tab, 'init', { ...settings(site, collector), spa: false })
  await tab.evaluate('history.pushState(null, "", "/next")')
  await track(tab, 'track', 'called')
  // Hiding a page hands over what waits for its title; the next page has none of its own.
  await tab.goto(site.page({ tag: 'ours', title: 'Last', config: { api_host: collector.url } }))
  await expectHits(collector, tab).toReceive([{ name: 'called' }, { kind: 'page', name: 'Last' }])
})

test('the first page view is not lost where the visitor leaves at once', async ({ tab, site, collector, app }) => {
  const second = site.page({ tag: 'ours', title: 'Second', config: { api_host: collector.url } })
  await open(tab, pageWith(site, app, { title: 'First' }))
  await start(tab, settings(site, collector), `location.assign(${JSON.stringify(second)})`)
  await tab.waitFor('document.title === "Second"', 'the next page')
  await ready(tab)
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'First' }, { kind: 'page', name: 'Second' }])
  expect(new Set((await collector.hits()).map(({ cuid }) => cuid)).size).toBe(1)
})

test('keeps calls that are made before init, with their times and places', async ({ tab, site, collector, app }) => {
  const url = pageWith(site, app)
  await open(tab, url)
  await track(tab, 'page', 'Early')
  await track(tab, 'identify', 'a@b.example', { FIRSTNAME: 'Ada' })
  const calledMs = await tab.evaluate<number>('tracker.track("early"), Date.now()')
  await tab.evaluate('history.replaceState(null, "", "?moved")')
  expect(await traces(tab)).toEqual([])
  await track(tab, 'init', settings(site, collector))
  await expectHits(collector).toReceive([
    { kind: 'page', name: 'Early', body: { ma_url: url } },
    { kind: 'identify', email: 'a@b.example' },
    { name: 'early', email: 'a@b.example', body: { ma_url: url } },
    // Another URL than the one whose view the app has recorded.
    { kind: 'page', body: { ma_url: `${url}?moved` } },
  ])
  const early = (await collector.hits()).find(({ name }) => name === 'early')
  expect(Math.abs((early?.ts ?? 0) - calledMs)).toBeLessThan(50)
})

test('writes and sends nothing before consent, then all of it', async ({ tab, site, collector, app }) => {
  await open(tab, pageWith(site, app))
  await start(tab, { ...settings(site, collector), consent: 'pending' }, 'tracker.page("Home")')
  await track(tab, 'track', 'held')
  expect(await traces(tab)).toEqual([])
  expect(await collector.hits()).toEqual([])
  await track(tab, 'consent', 'granted')
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Home' }, { name: 'held' }])
})

test('sends for each call what the script sends', async ({ tab, site, collector, app }) => {
  const calls: readonly (readonly [string, ...unknown[]])[] = [
    ['page', 'Home', { ma_title: 'Welcome', section: 'shop' }],
    ['identify', { identifiers: { email_id: 'a@b.example' }, attributes: { FIRSTNAME: 'Ada' } }],
    ['track', 'cart_updated', { FIRSTNAME: 'Thomas' }, { id: 'cart:1', data: { total: 280, currency: 'USD', items: [{ name: 'Black shoes', price: 90, quantity: 2 }] } }],
    ['trackLink', '#link', { PLACE: 'footer' }],
    ['track', ''],
  ]
  const body = '<a id="link" href="#there">there</a>'
  await tab.goto(site.page({ tag: 'none', script: 'normal', title: 'Same', body, config: { api_host: collector.url, spa: false } }))
  await ready(tab)
  // In one task, because whether an event is sent before the contact is known must not depend on the weather.
  const callAll = (api: string): string => `void ${JSON.stringify(calls)}.forEach(function (call) { ${api}[call[0]].apply(null, call.slice(1)) })`
  await tab.evaluate(callAll('sendinblue'))
  await tab.click('#link')
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Same' }, { kind: 'page' }, { kind: 'identify' }, { kind: 'track' }, { kind: 'trackLink' }])
  const [, ...byScript] = await hitsOf(collector)

  await open(tab, pageWith(site, app, { title: 'Same', body }))
  await start(tab, { ...settings(site, collector), spa: false }, callAll('tracker'))
  await tab.click('#link')
  await tab.waitFor('location.hash', 'the click')
  await expectHits(collector, tab).toReceive(Array<object>(9).fill({ accepted: true }))
  const byBundle = (await hitsOf(collector)).slice(5)
  const content = ({ body: hit }: { body: Readonly<Record<string, unknown>> }): object =>
    Object.fromEntries(Object.entries(hit).filter(([name]) => !['id', 'ts', 'lane', 'seq', 'ma_url', 'ma_path', 'ma_referrer', 'href'].includes(name)))
  expect(byBundle.map(content)).toEqual(byScript.map(content))
})

test('a second init and a second copy of the package change nothing', async ({ tab, site, collector, app }) => {
  await open(tab, pageWith(site, app, { title: 'Once' }))
  await track(tab, 'init', settings(site, collector))
  await expectHits(collector).toReceive([{ kind: 'page', name: 'Once' }])
  await track(tab, 'init', settings(site, collector))
  await tab.evaluate(async (url: string) => {
    const first = (window as unknown as { tracker: unknown }).tracker
    await import(url)
    Object.assign(window, { copy: (window as unknown as { tracker: unknown }).tracker, tracker: first })
  }, site.script(app))
  expect(await tab.evaluate('copy === tracker')).toBe(false)
  await tab.evaluate('copy.init({ client_key: sib.client_key }), copy.track("by the copy"), tracker.track("by the first")')
  await tab.evaluate('history.pushState(null, "", "/next")')
  const hits = [{ name: 'Once' }, { name: 'by the copy' }, { name: 'by the first' }, { kind: 'page', body: { ma_path: '/next' } }]
  await expectHits(collector).toReceive(hits)
  await expectHits(collector, tab).toReceive(hits)
  expect(new Set((await collector.hits()).map(({ lane }) => lane)).size).toBe(1)
})

test('a second key has no effect, and the console says so', async ({ tab, site, collector, app }) => {
  await open(tab, pageWith(site, app))
  await tab.evaluate('window.warnings = [], console.warn = function (text) { warnings.push(text) }')
  await track(tab, 'init', { ...settings(site, collector), spa: false })
  await track(tab, 'init', { ...settings(site, collector), client_key: 'other' })
  await track(tab, 'track', 'called')
  await expectHits(collector, tab).toReceive([{ name: 'called', key: site.clientKey }])
  expect(await tab.evaluate('warnings')).toEqual(['[sib] init: this page is tracked already, with another client_key'])
})

for (const tag of ['ours', 'published3'] as const) {
  test(`the tag ${tag} stays, and has the calls`, async ({ tab, site, collector, app }) => {
    await open(tab, pageWith(site, app, { tag, script: 'held', title: 'Tagged', config: { api_host: collector.url } }))
    await track(tab, 'init', { client_key: 'other', api_host: 'https://nowhere.example.test' })
    await track(tab, 'track', 'before')
    await track(tab, 'reset')
    expect(await traces(tab)).toEqual([])
    site.releaseScript()
    await ready(tab)
    await track(tab, 'track', 'after')
    await expectHits(collector, tab).toReceive([
      { kind: 'page', name: 'Tagged', key: site.clientKey },
      { name: 'before', key: site.clientKey },
      { name: 'after', key: site.clientKey },
    ])
    const [, before, after] = await hitsOf(collector)
    expect(after?.cuid, 'reset starts a new visitor').not.toBe(before?.cuid)
    expect(after?.lane).toBe(before?.lane)
  })
}

test('a tag that comes after init has the calls and the page views from then on', async ({ tab, site, collector, app }) => {
  const url = pageWith(site, app, { title: 'First' })
  await open(tab, url)
  await track(tab, 'init', settings(site, collector))
  await expectHits(collector).toReceive([{ kind: 'page', name: 'First' }])
  const source = tagSource({ tag: 'ours', clientKey: 'of-the-tag', scriptUrl: `${collector.url}/sa.js` })
  await tab.evaluate((tag: string) => {
    document.head.append(Object.assign(document.createElement('script'), { textContent: tag }))
  }, `${source}; sib.api_host = ${JSON.stringify(collector.url)}`)
  await track(tab, 'track', 'before')
  await ready(tab)
  await track(tab, 'track', 'after')
  await tab.evaluate('history.pushState(null, "", "/next")')
  const hits = [
    { kind: 'page', name: 'First', key: site.clientKey },
    { kind: 'page', name: 'First', key: 'of-the-tag' },
    { name: 'before', key: 'of-the-tag' },
    { name: 'after', key: 'of-the-tag' },
    { kind: 'page', key: 'of-the-tag', body: { ma_path: '/next' } },
  ]
  await expectHits(collector).toReceive(hits)
  await expectHits(collector, tab).toReceive(hits)
})
