import type { Tab } from '../fixtures/engine/tab'
import { expect } from '../fixtures/test'
import { afterPreflight, answer, firstTimes } from './fault'
import { countFetches } from './fetch-count'
import type { RowPageOptions } from './pages'
import type { RowParts } from './parts'
import { oldLibraries } from './old-libraries'
import { overrides } from './replaced-globals'
import { row } from './row'
import { bodiesOf, properties, sentBy } from './same-bytes'

for (const [library, head] of Object.entries(oldLibraries)) {
  row('F44', `the page has ${library}: what is sent is the same to the byte`, { leavesPages: true }, async (parts) => {
    const clean = await sentBy(parts, {})
    expect(clean.join()).toContain('{"empty":{},"none":[]}')
    expect(await sentBy(parts, { head })).toEqual(clean)
  })
}

/** The page itself gets everything through, after a failure that makes the tracker wait. */
async function deliversOn(parts: RowParts, tab: Tab, options: RowPageOptions): Promise<void> {
  parts.gate.rule(afterPreflight(firstTimes(1, answer(503))))
  await parts.pages.open(tab, options)
  await bodiesOf(parts, await parts.pages.track(tab, { count: 3, properties }))
}

for (const [what, source] of Object.entries(overrides)) {
  row('F45', `the page has replaced ${what}`, {}, async (parts) => {
    await deliversOn(parts, parts.tab, { head: `<script>${source}</script>` })
  })
}

// Without a link to an icon WebKit asks the base for one, which is its own idea.
row('F46', 'the page has a base elsewhere', {}, async (parts) => {
  await deliversOn(parts, parts.tab, { head: '<link rel="icon" href="data:,"/><base href="https://elsewhere.example.invalid/folder/"/>' })
})

row('F46', 'the page is XHTML', {}, async (parts) => {
  await deliversOn(parts, parts.tab, { contentType: 'application/xhtml+xml' })
  expect(await parts.tab.evaluate('[document.contentType, document.querySelector("h1").textContent]')).toEqual(['application/xhtml+xml', 'A page'])
})

row('F46', 'the page writes itself anew, without a doctype', {}, async (parts) => {
  const { pages, tab } = parts
  await pages.open(tab)
  const before = await pages.track(tab, { count: 2 })
  await tab.evaluate("document.open(), document.write('<title>F46-view-quirks</title><p>new</p>'), document.close()")
  expect(await tab.evaluate('[document.compatMode, document.body.textContent]')).toEqual(['BackCompat', 'new'])
  const after = await pages.track(tab, { count: 2 })
  await bodiesOf(parts, [...before, ...after])
})

/** Opens the page of the URL in a document that has no URL of its own, and expects its events. */
async function deliversInside(parts: RowParts, inner: string): Promise<void> {
  const { tab, ledger } = parts
  await tab.waitFor(`${inner} && ${inner}.sib ? typeof ${inner}.sib.track === 'function' : false`, 'the live methods inside')
  const names = ledger.nextNames(3)
  const view = await tab.evaluate<string>(`(${inner}.__track(${JSON.stringify(names)}, {}), ${inner}.document.title)`)
  ledger.accept([view, ...names], inner)
  await bodiesOf(parts, [view, ...names])
}

row('F46', 'the page is the srcdoc of a frame', { leavesPages: true }, async (parts) => {
  const { pages, tab } = parts
  await tab.goto(pages.blank())
  await tab.evaluate(async (url: string) => {
    const frame = document.createElement('iframe')
    frame.srcdoc = await (await fetch(url)).text()
    document.body.append(frame)
  }, new URL(pages.publish()).pathname)
  await deliversInside(parts, 'frames[0]')
  expect(await tab.evaluate('frames[0].location.href')).toBe('about:srcdoc')
})

const noWindows = { webkit: 'WebDriver stalls there once a page has opened a window of its own' }

row('F46', 'the page is a window without an address', { leavesPages: true, skip: noWindows }, async (parts) => {
  const { pages, site, tab } = parts
  const source = pages.publish()
  await tab.goto(site.page({ tag: 'none', body: '<button id="b" onclick="window.inner = window.open(\'about:blank\')">open</button>' }))
  await tab.click('#b')
  await tab.waitFor('window.inner', 'the window')
  await tab.evaluate(async (url: string) => {
    const { inner } = window as unknown as { inner: Window & { document: Document } }
    const parsed = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html')
    inner.document.head.append(inner.document.createElement('title'))
    for (const { src, text } of parsed.scripts) {
      const script = inner.document.createElement('script')
      if (src) script.src = src
      else script.text = text
      inner.document.head.append(script)
    }
  }, new URL(source).pathname)
  await deliversInside(parts, 'inner')
  expect(await tab.evaluate('inner.location.href')).toBe('about:blank')
  await tab.evaluate('void inner.close()')
})

/** A worker that answers the first requests to another origin itself. */
const worker = (answerSource: string, times: number): string => `
  var left = ${times}
  self.addEventListener('install', function () { self.skipWaiting() })
  self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()) })
  self.addEventListener('fetch', function (event) {
    var isOurs = event.request.method === 'POST' && new URL(event.request.url).origin !== location.origin
    event.respondWith(isOurs && left-- > 0 ? ${answerSource} : fetch(event.request))
  })`

const skip = { 'direct chromium': 'a service worker there does not take the certificate of the vendor’s stand-in' }

for (const [what, source, times] of [
  ['lets everything through', '0', 0],
  ['answers for the network', 'new Response("offline", { status: 503 })', 2],
  ['fails', 'Response.error()', 2],
] as const) {
  row('F50', `a service worker stands before the network and ${what}`, { skip }, async (parts) => {
    const { pages, site, tab } = parts
    await tab.goto(pages.blank())
    await tab.evaluate(async (url: string) => {
      await navigator.serviceWorker.register(url)
      await navigator.serviceWorker.ready
    }, site.script(worker(source, times)))
    await tab.waitFor('navigator.serviceWorker.controller', 'the control of the worker')
    await pages.open(tab)
    expect(await tab.evaluate('!!navigator.serviceWorker.controller')).toBe(true)
    await bodiesOf(parts, await pages.track(tab, { count: 3 }))
  })
}

/** What a page has made of `fetch` before the script comes. */
const brokenFetches = {
  'throws at once': 'throw new TypeError("no fetch")',
  'returns no promise': 'return undefined',
  'never settles': 'return new Promise(function () {})',
} as const

// Decided so: a second way out would be code in every page for the few that break the first. The events wait for the next page.
for (const [what, source] of Object.entries(brokenFetches)) {
  row('F43', `the page’s own fetch ${what}: nothing takes its place`, { lens: 100, leavesPages: true, attempts: 0 }, async ({ pages, gate, lens, ledger, tab }) => {
    await pages.open(tab, { head: `<script>window.__fetches = 0; window.fetch = function () { __fetches++; ${source} }</script>` })
    await pages.track(tab, { count: 3 })
    // As where the receiver cannot be reached: the page asks three times and then no more.
    await expect.poll(() => countFetches(tab), { timeout: 15_000 }).toBe(3)
    await lens.elapse(5 * 60_000)
    expect(await countFetches(tab)).toBe(3)
    expect(await tab.evaluate<number>('Object.keys(localStorage).filter((key) => key.startsWith("sajs.e.")).length')).toBe(4)
    expect(gate.attempts()).toEqual([])
    expect(ledger.told()).toEqual([])
  })
}
