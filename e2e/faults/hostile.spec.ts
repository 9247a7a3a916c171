import type { Tab } from '../fixtures/engine/tab'
import { expect } from '../fixtures/test'
import { afterPreflight, answer, firstTimes } from './fault'
import type { RowPageOptions } from './pages'
import type { RowParts } from './parts'
import { oldLibraries } from './old-libraries'
import { row } from './row'

/** The bodies that carry these events, in order of arrival. */
async function bodiesOf({ gate }: RowParts, names: readonly string[]): Promise<readonly string[]> {
  const carries = ({ body }: { body: string }): boolean => names.some((name) => body.includes(`"${name}"`))
  const bodies = (): string[] => gate.requests().filter((request) => request.isPassed && carries(request)).map(({ body }) => body)
  await expect.poll(() => names.filter((name) => !bodies().some((body) => body.includes(`"${name}"`))), { timeout: 15_000 }).toEqual([])
  return bodies()
}

/** Without what differs from event to event and from page to page. */
function withoutChance(body: string): string {
  return body
    .replace(/F\d+-(view-)?\w+/g, 'NAME')
    .replace(/page\d+/g, 'page')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replace(/"lane":"\w+"/g, '"lane":"LANE"')
    .replace(/"(ts|sent)":\d+/g, '"$1":0')
}

const properties = { TEXT: 'a "quoted" ü', NUMBER: 1.5, LIST: [1, [2, null], { deep: ['x'] }], OBJECT: { empty: {}, none: [] }, YES: true }

/** What a page sends of its view and of three events; it is in a frame, because WebDriver's own scripts would not survive there. */
async function sentBy(parts: RowParts, options: RowPageOptions): Promise<readonly string[]> {
  const { pages, site, ledger, tab } = parts
  await tab.goto(site.page({ tag: 'none', body: `<iframe src="${pages.publish(options)}"></iframe>` }))
  await tab.waitFor("frames[0].sib ? typeof frames[0].sib.track === 'function' : false", 'the live methods inside')
  const view = await tab.evaluate<string>('frames[0].document.title')
  const bodies = [...(await bodiesOf(parts, [view]))]
  // What waits is sent together; the view may not wait with it on one page and not on the other.
  await tab.waitFor("Object.keys(localStorage).join().indexOf('sajs.e.') < 0", 'the acknowledgement of the view')
  const names = ledger.nextNames(3)
  await tab.evaluate((source: string) => {
    const [frame] = Array.from(document.querySelectorAll('iframe'))
    // Lists and objects of the frame's own, whose prototypes are those that the library has changed.
    ;(frame?.contentWindow as unknown as { eval(source: string): void }).eval(source)
  }, `__track(${JSON.stringify(names)}, ${JSON.stringify(properties)})`)
  ledger.accept([view, ...names], view)
  return [...bodies, ...(await bodiesOf(parts, names))].map(withoutChance)
}

for (const [library, head] of Object.entries(oldLibraries)) {
  row('F44', `the page has ${library}: what is sent is the same to the byte`, { leavesPages: true }, async (parts) => {
    const clean = await sentBy(parts, {})
    expect(clean.join()).toContain('{"empty":{},"none":[]}')
    expect(await sentBy(parts, { head })).toEqual(clean)
  })
}

/** What a page may have made of a global before the script comes. */
const overrides = {
  'JSON, in another order of its own functions': `
    var native = JSON
    window.JSON = { stringify: function (value, replacer, space) { return native.stringify(value, replacer, space) }, parse: function (text) { return native.parse(text) } }`,
  'Promise, by one of its own as zone.js does': `
    var Native = Promise
    function Zoned(run) { this.inner = new Native(run) }
    Zoned.prototype.then = function (yes, no) { var inner = this.inner; return new Zoned(function (resolve) { resolve(inner.then(yes, no)) }) }
    Zoned.prototype.catch = function (no) { return this.then(undefined, no) }
    Zoned.prototype.finally = function (run) { return this.then(function (value) { run(); return value }, function (error) { run(); throw error }) }
    Zoned.resolve = function (value) { return new Zoned(function (resolve) { resolve(value) }) }
    Zoned.reject = function (error) { return new Zoned(function (_, reject) { reject(error) }) }
    Zoned.all = Native.all.bind(Native)
    Zoned.race = Native.race.bind(Native)
    window.Promise = Zoned
    var nativeFetch = window.fetch
    window.fetch = function () { var answer = nativeFetch.apply(window, arguments); return new Zoned(function (resolve) { resolve(answer) }) }`,
  'console, by nothing': `delete window.console; window.console = undefined`,
  'setTimeout, by one that gives no id': `
    var timeout = window.setTimeout
    window.setTimeout = function (run, ms) { timeout(run, ms) }
    window.clearTimeout = function () {}`,
  'addEventListener, by one that wraps each listener': `
    var listen = EventTarget.prototype.addEventListener
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      listen.call(this || window, type, function (event) { return typeof listener === 'function' ? listener.call(undefined, event) : listener.handleEvent(event) }, options)
    }`,
} as const

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
  'throws at once': 'window.fetch = function () { throw new TypeError("no fetch") }',
  'returns no promise': 'window.fetch = function () { return undefined }',
  'never settles': 'window.fetch = function () { return new Promise(function () {}) }',
} as const

// The events wait for a page that lets them out, which is the healing one.
for (const [what, source] of Object.entries(brokenFetches)) {
  row('F43', `the page’s own fetch ${what}`, { leavesPages: true, attempts: 0 }, async ({ pages, gate, tab }) => {
    await pages.open(tab, { head: `<script>${source}</script>` })
    await pages.track(tab, { count: 3 })
    await expect.poll(() => tab.evaluate<number>('Object.keys(localStorage).filter((key) => key.startsWith("sajs.e.")).length')).toBe(4)
    expect(gate.requests()).toEqual([])
  })
}
