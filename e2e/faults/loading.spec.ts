import { createServer } from 'node:http'
import { close, listen } from '../fixtures/network/listen'
import { expect, test } from '../fixtures/test'
import { afterPreflight, answer, firstTimes } from './fault'
import { configOf } from './mode'
import { leaveOut } from './report'
import { row } from './row'
import { watchFailure } from '../fixtures/site/script-failure'

/** What a page does that pins the script to bytes which have changed since. */
const pinOtherBytes = `<script>
  document.createElement = function (name) {
    var element = Document.prototype.createElement.call(document, name)
    element.crossOrigin = 'anonymous'
    element.integrity = 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
    return element
  }
</script>`

row('F1', 'the script comes ten seconds late, after 50 calls', {}, async ({ pages, gate, lens, site, tab, collector, ledger }) => {
  const burst = pages.burst({ count: 50 })
  const setup = `window.called = [Date.now()]; ${burst.source}; window.called.push(Date.now())`
  await tab.goto(pages.publish({ script: 'held', setup }))
  await tab.waitFor('Date.now() - called[1] > 10000', 'ten seconds on the page')
  expect(gate.attempts()).toEqual([])
  site.releaseScript()
  await pages.arrived(tab)
  const waiting = (): Promise<number> => tab.evaluate<number>("Object.keys(localStorage).filter((key) => key.startsWith('sajs.e.')).length")
  await expect.poll(waiting, { timeout: 20_000 }).toBe(0)
  if (collector === undefined) { leaveOut(test.info(), 'the times of the calls are not seen: the documented REST calls have no place for one'); return; }
  const early = async (): Promise<(number | null)[]> => (await collector.hits()).filter(({ name }) => burst.names.includes(name ?? '')).map(({ ts }) => ts)
  await expect.poll(async () => (await early()).length).toBe(50)
  const [first = NaN, last = NaN] = await tab.evaluate<number[]>('called')
  for (const ts of await early()) {
    expect(ts).toBeGreaterThanOrEqual(first)
    expect(ts).toBeLessThanOrEqual(last)
  }
  expect(last - first).toBeLessThan(lens.toPageMs(1000))
  expect(ledger.told()).toEqual([])
})

for (const [what, options] of [
  ['is not there', { script: 'missing' }],
  ['is blocked', { script: 'blocked' }],
  ['is not what the page has pinned', { head: pinOtherBytes }],
] as const) {
  row('F2', `the script ${what}`, { leavesPages: true, attempts: 0 }, async ({ pages, gate, site, tab }) => {
    // Nobody accepts these calls, so none of them may arrive.
    const setup = 'for (var n = 0; n < 120; n++) sendinblue.track("lost with its page")'
    const body = '<button id="b" onclick="document.title = \'works\'">page</button>'
    await tab.goto(pages.publish({ body, setup, ...options, head: watchFailure + ('head' in options ? options.head : '') }))
    await tab.waitFor('window.scriptFailed', 'the failure of the script')
    expect(site.scriptRequests()).toBeGreaterThan(0)
    expect(await tab.evaluate('[sib.equeue.length, sib.dropped, typeof sib.track]')).toEqual([100, 21, 'undefined'])
    await tab.click('#b')
    expect(await tab.evaluate('document.title')).toBe('works')
    expect(await tab.evaluate<string[]>('Object.keys(localStorage).concat(document.cookie || [])')).toEqual([])
    expect(gate.attempts()).toEqual([])
  })
}

row('F3', 'the script stands in the page twice', { lens: 3 }, async ({ pages, gate, site, tab }) => {
  const burst = pages.burst({ count: 3 })
  const again = `var twin = document.createElement('script')
    twin.src = document.getElementById('sendinblue-js').src
    document.head.appendChild(twin)`
  await tab.goto(pages.publish({ script: 'held', setup: `${burst.source}; ${again}` }))
  await expect.poll(() => site.scriptRequests()).toBeGreaterThan(0)
  site.releaseScript()
  await tab.waitFor('performance.getEntriesByType("resource").filter(function (entry) { return /sa\\.js/.test(entry.name) }).length', 'the script')
  await pages.arrived(tab)
  await pages.track(tab, { count: 2 })
  await expect.poll(() => gate.requests().length).toBeGreaterThan(0)
})

row('F3', 'the whole tag stands in the page twice', { lens: 3 }, async ({ pages, gate, site, tab }) => {
  const burst = pages.burst({ count: 3 })
  const again = `if (!window.isAgain) {
    window.isAgain = true
    var twin = document.createElement('script')
    twin.text = document.currentScript.text
    document.head.appendChild(twin)
    ${burst.source}
  }`
  await tab.goto(pages.publish({ script: 'held', setup: again }))
  await expect.poll(() => site.scriptRequests()).toBeGreaterThan(0)
  site.releaseScript()
  await pages.arrived(tab)
  await pages.track(tab, { count: 2 })
  await expect.poll(() => gate.requests().length).toBeGreaterThan(0)
})

/** Puts the script into the head, where it has run before anything below it stands. */
const scriptBeforeTag = (clientKey: string): string => `<script>
  document.write('<script src="' + location.pathname + '/sa.js?key=${clientKey}"><\\/script>')
</script>`

row('F3', 'the script runs before the tag stands in the page', { lens: 3 }, async ({ pages, gate, site, ledger, mode, tab }) => {
  const [early, late] = [pages.burst({ count: 2 }), pages.burst({ count: 3 })]
  // Where to send to has to be known before the script runs, as whoever puts it first has to see to.
  const first = `<script>window.sib = ${JSON.stringify(configOf(mode, gate.port))}</script>`
  const between = `<script>window.found = [typeof sendinblue.track, typeof sib.equeue]; ${early.source}</script>`
  await tab.goto(pages.publish({ head: `${first}${scriptBeforeTag(site.clientKey)}${between}`, setup: `found.push(typeof sib.track); ${late.source}` }))
  await pages.arrived(tab)
  // The live methods were there before the stub, and the stub has taken their place until the script came once more.
  expect(await tab.evaluate('found')).toEqual(['function', 'object', 'undefined'])
  await pages.track(tab, { count: 2 })
  await expect.poll(() => gate.requests().length).toBeGreaterThan(0)
  expect(ledger.told()).toEqual([])
})

row('F4', 'the page ends before the script comes', {}, async ({ pages, site, tab }) => {
  // Calls that wait for the script go with their page (README): that is said, not counted, and none of them may arrive.
  await tab.goto(pages.publish({ script: 'held', setup: 'sendinblue.track("lost with its page")' }))
  await expect.poll(() => site.scriptRequests()).toBe(1)
  const next = pages.publish()
  await tab.evaluate((url: string) => void (location.href = url), next)
  await tab.waitFor((url: string) => location.href === url && document.readyState !== 'loading', 'the next page', next)
  site.releaseScript()
  await pages.arrived(tab)
  await pages.track(tab, { count: 2 })
})

row('F4', 'the script comes while the page is being left', { isLeftInHaste: true, duplicates: 4 }, async ({ pages, gate, site, engine, ledger, tab }) => {
  gate.rule(afterPreflight(firstTimes(1, answer(503))))
  const next = pages.publish()
  let isAsked = false
  let go = (): void => undefined
  const held = new Promise<void>((resolve) => (go = resolve))
  const slowly = createServer((_request, response) => {
    isAsked = true
    void held.then(() => response.writeHead(302, { location: next }).end())
  })
  const port = await listen(slowly)
  const names = ledger.nextNames(3)
  const setup = `__track(${JSON.stringify(names)}, {})
    addEventListener('pagehide', function () { sessionStorage.setItem('script', typeof sib.track) })`
  await tab.goto(pages.publish({ script: 'held', setup }))
  await expect.poll(() => site.scriptRequests()).toBe(1)
  await tab.evaluate((url: string) => void setTimeout(() => (location.href = url)), `http://127.0.0.1:${port}`)
  await expect.poll(() => isAsked).toBe(true)
  site.releaseScript()
  // Not every engine goes on loading a page that it is about to leave.
  if (engine.name === 'chromium') await expect.poll(() => gate.requests().length).toBeGreaterThan(0)
  go()
  await tab.waitFor((url: string) => location.href === url, 'the next page', next)
  await pages.arrived(tab)
  const came = await tab.evaluate<string>('sessionStorage.getItem("script")')
  if (engine.name === 'chromium') expect(came).toBe('function')
  if (came === 'function') ledger.accept(names, 'left')
  else leaveOut(test.info(), 'the script does not come: this engine loads no more of a page that it is about to leave')
  await close(slowly)
})
