import { setTimeout as pause } from 'node:timers/promises'
import { traces } from '../fixtures/calls'
import type { Tab } from '../fixtures/engine/tab'
import { isEmpty } from '../fixtures/hits'
import { poll } from '../fixtures/poll'
import { expect, test } from '../fixtures/test'
import { afterPreflight, answer } from './fault'
import type { Ledger } from './ledger'
import type { RowParts } from './parts'
import { namesIn } from './receipts'
import { row } from './row'
import { stockRow } from './stock/row'

/** The names of all events that have come as far as the gate. */
const namesAtGate = ({ gate }: Pick<RowParts, 'gate'>): readonly string[] => gate.requests().flatMap(({ body }) => namesIn(body))

stockRow('F8', 'the browser is quit after a call', { duplicates: 4, isLeftInHaste: true }, async ({ pages, stockTab, stock, profile }) => {
  await pages.open(stockTab)
  await pages.track(stockTab, { count: 3 })
  await stock.quit()
  await profile.launch()
})

stockRow('F9', 'the process of the page is killed while a request is on its way', { duplicates: 3, isLeftInHaste: true }, async (parts) => {
  const { pages, gate, stockTab } = parts
  await pages.open(stockTab)
  await stockTab.waitFor(isEmpty, 'the acknowledgement of the page view')
  // Longer than it takes to find the process, shorter than the tracker waits.
  gate.rule(afterPreflight(() => ({ type: 'late', beforeReplyMs: 10_000 })))
  const names = await pages.track(stockTab, { count: 3 })
  await expect.poll(() => namesAtGate(parts)).toContain(names[0])
  await stockTab.crash()
})

/** What a browser has to have written to its disk by itself (RELIABILITY: localStorage is about five seconds behind). */
const onDiskAfterMs = 6000

stockRow('F10', 'the browser is killed during an outage', {}, async ({ pages, gate, stockTab, stock, profile }) => {
  await gate.closePort()
  await pages.open(stockTab)
  await pages.track(stockTab, { count: 3 })
  const end = (await stockTab.evaluate<number>('performance.now()')) + onDiskAfterMs
  await poll(() => stockTab.evaluate<number>('performance.now()'), (now) => now > end, { description: 'the disk', deadlineMs: 15_000 })
  await stock.kill9()
  await profile.launch()
})

/** The time of a request to a distant server and back. */
const roundTripMs = 200

/** When the browser is killed, counted from the moment at which its last request has left: while the answer is on its way, and later. */
const killsAtMs = [0, 100, 1000]
const eventsPerKill = 10

// The events go one after the other, so that none of them is waiting when the next one leaves. What a killed browser finds again is
// what its disk had at some moment: one event at most of those before the kill, and it may be a copy.
stockRow('F11', 'the browser is killed when the request has left', { duplicates: killsAtMs.length }, async (parts) => {
  const { pages, gate, stockTab, stock, profile } = parts
  test.setTimeout(120_000)
  gate.rule(() => ({ type: 'late', beforeReplyMs: roundTripMs }))
  for (const [kill, killAtMs] of killsAtMs.entries()) {
    const tab = kill === 0 ? stockTab : await stock.openTab()
    await pages.open(tab)
    for (let n = 0; n < eventsPerKill; n++) {
      await tab.waitFor(isEmpty, 'the acknowledgement of all that went before')
      const [name] = await pages.track(tab)
      await expect.poll(() => namesAtGate(parts), { intervals: [1] }).toContain(name)
    }
    await pause(killAtMs)
    await stock.kill9()
    await profile.launch()
  }
})

/** When the browser is killed, counted from the calls, whatever has become of their requests. */
const killsAfterMs = [0, 50, 200, 200, 1000]

/** Pages that track at once, each with a lane and a request of its own: no more than HTTP/1.1 has connections. */
const pagesPerKill = 5

// The disk is some seconds behind, so what has not left yet may go with the browser: how much that is, the report says. What
// comes back from the disk may have been delivered, and one copy for each page is all that this may come to.
const killed = { duplicates: killsAfterMs.length * pagesPerKill, isLeftInHaste: true }

stockRow('F11', 'the browser is killed so long after a call', killed, async (parts) => {
  const { pages, gate, ledger, stockTab, stock, profile, site } = parts
  test.setTimeout(180_000)
  gate.rule(() => ({ type: 'late', beforeReplyMs: roundTripMs }))
  const url = pages.publish()
  const frames = `<iframe src="${url}"></iframe>`.repeat(pagesPerKill)
  const around = site.page({ tag: 'none', body: frames })
  for (const [kill, killAfterMs] of killsAfterMs.entries()) {
    const tab = kill === 0 ? stockTab : await stock.openTab()
    await tab.goto(around)
    await tab.waitFor('Array.from(frames).every(function (frame) { return frame.sib && typeof frame.sib.track === "function" })', 'the live methods')
    ledger.accept(await tab.evaluate<string[]>('Array.from(frames).map(function (frame) { return frame.document.title })'), `load ${kill}`)
    await tab.waitFor(isEmpty, 'the acknowledgement of the page views')
    const names = ledger.nextNames(pagesPerKill)
    ledger.risk(names, `killed ${killAfterMs} ms after the call`)
    await tab.evaluate((each: readonly string[]) => {
      each.forEach((name, n) => (frames[n] as unknown as { __track(names: string[], properties: object): void }).__track([name], {}))
    }, names)
    await pause(killAfterMs)
    await stock.kill9()
    await profile.launch()
  }
})

/** Gives the page a new name before the tracker records that it is shown again; it is accepted from then on. */
function shownAgain(ledger: Ledger): { readonly name: string; readonly head: string } {
  const name = `${ledger.viewPrefix}again`
  return { name, head: `<script>addEventListener('pageshow', (event) => { if (event.persisted) document.title = '${name}' })</script>` }
}

const leaves = 'the page is left during an outage, its lane is adopted, and it is shown again'

// A slow lens: the page has to be gone within the time for which it gives its locks back. Firefox does not keep it otherwise,
// and Chromium drops it when the next page asks for a lock that was on its way as the page was left.
const leaving = { lens: 2, isLeftInHaste: true, duplicates: 4 }

row('F35', leaves, { ...leaving, skip: { firefox: 'Playwright turns the back/forward cache of Firefox off: the row on its own profile has it' } }, (parts) =>
  leaveAndReturn(parts, parts.tab),
)

const elsewhere = 'the row in the browser that Playwright drives has a back/forward cache'

stockRow('F35', `${leaves}, in a browser of its own`, { ...leaving, skip: { chromium: elsewhere, webkit: elsewhere } }, (parts) => leaveAndReturn(parts, parts.stockTab))

async function leaveAndReturn(parts: RowParts, tab: Tab): Promise<void> {
  const { pages, gate, ledger } = parts
  const { name, head } = shownAgain(ledger)
  gate.rule(afterPreflight(() => answer(503)))
  const next = pages.publish({ body: '<h1 id="next">next</h1>' })
  await pages.open(tab, { head, body: `<a id="next-page" href="${next}">next</a>` })
  const names = await pages.track(tab, { count: 3 })
  await tab.evaluate('window.mark = 1')
  await tab.click('#next-page')
  await tab.waitFor('!!document.getElementById("next")', 'the next page')
  await pages.arrived(tab)
  const passed = (): readonly string[] => gate.requests().filter(({ isPassed }) => isPassed).flatMap(({ body }) => namesIn(body))
  await gate.heal()
  await expect.poll(passed, { timeout: 10_000 }).toEqual(expect.arrayContaining([...names]))
  await tab.waitFor(isEmpty, 'the acknowledgement of the adopted lane')
  const before = passed().length
  await tab.goBack()
  expect(await tab.evaluate('window.mark')).toBe(1)
  ledger.accept([name], 'shown again')
  await expect.poll(() => passed().slice(before)).toContain(name)
  await tab.waitFor(isEmpty, 'the acknowledgement of the page view')
  expect(passed().slice(before)).toEqual([name])
}

const freezes = { webkit: 'WebKitGTK without automation cannot freeze a page', firefox: 'Firefox has no command that freezes a page' }

stockRow('F36', 'the answer comes while the page is frozen', { lens: 3, skip: freezes }, async (parts) => {
  const { pages, gate, stockTab, mode } = parts
  await pages.open(stockTab)
  await stockTab.waitFor(isEmpty, 'the acknowledgement of the page view')
  await stockTab.hide()
  gate.rule(afterPreflight(() => ({ type: 'late', beforeReplyMs: 1000 })))
  const names = await pages.track(stockTab, { count: mode === 'collector' ? 3 : 1 })
  await expect.poll(() => namesAtGate(parts)).toContain(names[0])
  await stockTab.setFrozen(true)
  await expect.poll(() => gate.requests().at(-1)?.isPassed).toBe(true)
  await stockTab.setFrozen(false)
  await stockTab.waitFor(isEmpty, 'the acknowledgement')
  await stockTab.show()
})

const prerenders = { webkit: 'WebKitGTK does not prerender', firefox: 'Firefox does not prerender' }

for (const isActivated of [false, true]) {
  stockRow('F37', `a page is prerendered and ${isActivated ? '' : 'never '}shown`, { leavesPages: true, skip: prerenders }, async (parts) => {
    const { pages, site, stock, stockTab, ledger } = parts
    const name = `${ledger.viewPrefix}prerendered`
    const url = pages.publish({ setup: `document.title = '${name}'; (${noteState.toString()})()` })
    // The driver may lose a tab whose page is replaced by a prerendered one, so another one looks at the storage.
    const other = await stock.openTab()
    await other.goto(pages.blank())
    const rules = JSON.stringify({ prerender: [{ source: 'list', urls: [url], eagerness: 'immediate' }] })
    await stockTab.show()
    await stockTab.goto(site.page({ tag: 'none', body: `<a id="go" href="${url}">go</a><script type="speculationrules">${rules}</script>` }))
    await other.waitFor('localStorage.prerendered', 'the prerendered page')
    await other.waitFor('localStorage.ran', 'the script in it')
    expect([site.scriptRequests(), ...(await traces(other))].sort()).toEqual([1, 'prerendered', 'ran'])
    if (isActivated) {
      await stockTab.click('#go')
      await other.waitFor('localStorage.activated', 'the activation')
      ledger.accept([name], 'activated')
      await expect.poll(() => namesAtGate(parts)).toContain(name)
      await other.waitFor(isEmpty, 'the acknowledgement of the page view')
    }
    await stockTab.close()
    await pages.open(other)
    await other.waitFor(isEmpty, 'the acknowledgement of the page view')
    expect(namesAtGate(parts).filter((one) => one === name)).toHaveLength(isActivated ? 1 : 0)
  })
}

/** Runs in the page; what it writes is all that may be there before somebody sees the page. */
function noteState(): void {
  document.getElementById('sendinblue-js')?.addEventListener('load', () => localStorage.setItem('ran', '1'))
  if ((document as { prerendering?: boolean }).prerendering) localStorage.setItem('prerendered', '1')
  document.addEventListener('prerenderingchange', () => localStorage.setItem('activated', '1'))
}
