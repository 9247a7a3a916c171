import { expect } from '../fixtures/test'
import { afterPreflight, answer, firstTimes } from './fault'
import { countFetches } from './fetch-count'
import { oldLibraries } from './old-libraries'
import { overrides } from './replaced-globals'
import { row } from './row'
import { bodiesOf, expectSent, properties, sentBy } from './same-bytes'

for (const [library, { source, proof }] of Object.entries(oldLibraries)) {
  row('F44', `the page has ${library}: what is sent is the same to the byte`, { leavesPages: true }, async (parts) => {
    const head = `<script src="${parts.site.script(source())}"></script>`
    await expectSent(parts, await sentBy(parts, {}), { options: { head }, proof })
  })
}

/** The page itself gets everything through, after a failure that makes the tracker wait. */
for (const [what, source] of Object.entries(overrides)) {
  row('F45', `the page has replaced ${what}`, {}, async (parts) => {
    const { gate, pages, tab } = parts
    gate.rule(afterPreflight(firstTimes(1, answer(503))))
    await pages.open(tab, { head: `<script>${source}</script>` })
    await bodiesOf(parts, await pages.track(tab, { count: 3, properties }))
  })
}

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

/** What a worker does to the first two requests, and the network of a clean page likewise. */
const workers = {
  'lets everything through': { source: worker('0', 0), likewise: firstTimes(0, answer(503)) },
  'answers for the network': { source: worker('new Response("offline", { status: 503 })', 2), likewise: firstTimes(2, answer(503)) },
  fails: { source: worker('Response.error()', 2), likewise: firstTimes(2, { type: 'reset' }) },
} as const

for (const [what, { source, likewise }] of Object.entries(workers)) {
  row('F50', `a service worker stands before the network and ${what}: what is sent is the same to the byte`, { skip, leavesPages: true }, async (parts) => {
    const { site, gate, tab } = parts
    gate.rule(afterPreflight(likewise))
    const clean = await sentBy(parts, {})
    await tab.evaluate(async (url: string) => {
      await navigator.serviceWorker.register(url)
      await navigator.serviceWorker.ready
    }, site.script(source))
    await tab.waitFor('navigator.serviceWorker.controller', 'the control of the worker')
    await expectSent(parts, clean, { proof: 'frames[0].navigator.serviceWorker.controller' })
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
