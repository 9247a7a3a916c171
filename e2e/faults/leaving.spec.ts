import { maxKeepaliveBytes } from '../../src/contract/limits'
import { isEmpty } from '../fixtures/hits'
import { expect, test } from '../fixtures/test'
import { afterPreflight } from './fault'
import type { RowParts } from './parts'
import { namesIn } from './receipts'
import { row } from './row'

const kilobytes = (count: number): { readonly text: string } => ({ text: 'x'.repeat(count * 1000) })

/** The names of all events that have come as far as the gate. */
const namesAtGate = ({ gate }: Pick<RowParts, 'gate'>): readonly string[] => gate.requests().flatMap(({ body }) => namesIn(body))

row('F5', 'the page is left in the task that tracks', { isAnonymousToo: true, duplicates: 4, isLeftInHaste: true }, async ({ pages, tab }) => {
  const next = pages.publish({ body: '<h1 id="next">next</h1>' })
  const { source } = pages.burst({ count: 3 })
  await pages.open(tab, { body: `<button id="b" onclick='${source}; location.href = "${next}"'>buy</button>` })
  await tab.click('#b')
  await tab.waitFor('!!document.getElementById("next")', 'the next page')
  await pages.arrived(tab)
})

const reloads = 20

row('F6', 'the page tracks and reloads, twenty times', { lens: 3, duplicates: 2 * reloads, isLeftInHaste: true }, async ({ pages, tab, ledger }) => {
  test.setTimeout(60_000)
  const names = ledger.nextNames(reloads)
  const setup = `(${reloadLoop.toString()})(${JSON.stringify(names)})`
  await tab.goto(pages.publish({ setup }))
  const isDone = (): Promise<unknown> => tab.evaluate('sessionStorage.isDone').catch(() => undefined)
  await expect.poll(isDone, { timeout: 40_000 }).toBeTruthy()
  const views = await tab.evaluate<string[]>('sessionStorage.views.trim().split(" ")')
  expect(views).toHaveLength(reloads)
  names.forEach((name, n) => ledger.accept([views[n] ?? '', name], `load ${n}`))
  await pages.arrived(tab)
})

/** Runs in the page. The page view is accepted when the script takes over, so that is waited for. */
function reloadLoop(names: readonly string[]): void {
  const page = window as unknown as { sib: { track?: unknown }; __track(names: readonly unknown[], properties: object): void }
  const load = Number(sessionStorage.getItem('load') ?? 0)
  if (load === names.length) return sessionStorage.setItem('isDone', '1')
  if (typeof page.sib.track !== 'function') return void setTimeout(() => reloadLoop(names), 10)
  sessionStorage.setItem('load', String(load + 1))
  sessionStorage.setItem('views', `${sessionStorage.getItem('views') ?? ''} ${document.title}`)
  page.__track([names[load]], {})
  setTimeout(() => location.reload(), 300)
}

row('F7', 'the tab is closed after a call', { duplicates: 4, isLeftInHaste: true, leavesPages: true }, async (parts) => {
  const { pages, tab, openTab } = parts
  // Some browsers end with their last tab.
  await tab.goto(pages.blank())
  const closed = await openTab()
  await pages.open(closed)
  const names = await pages.track(closed, { count: 3 })
  await closed.close()
  // Nobody has opened another page yet: the closed one has sent them.
  await expect.poll(() => namesAtGate(parts)).toEqual(expect.arrayContaining([...names]))
})

row('F30', 'more waits than may outlive the page', { leavesPages: true, isLeftInHaste: true, duplicates: 5 }, async ({ pages, tab, openTab, gate, lens }) => {
  await tab.goto(pages.blank())
  const closed = await openTab()
  await pages.open(closed)
  await closed.waitFor(isEmpty, 'the acknowledgement of the page view')
  gate.rule(afterPreflight(() => ({ type: 'hang' })))
  const bytesSince = (count: number): number => gate.requests().slice(count).reduce((sum, { body }) => sum + body.length, 0)
  const before = gate.requests().length
  await pages.track(closed, { properties: kilobytes(10) })
  await expect.poll(() => gate.requests().length).toBe(before + 1)
  await pages.track(closed, { count: 19, properties: kilobytes(10) })
  const atClose = gate.requests().length
  await closed.close()
  // One event is under way and hangs; four more have room beside it, and nothing but the close can have sent them.
  await expect.poll(() => bytesSince(atClose)).toBeGreaterThan(40_000)
  await lens.elapse(20_000)
  expect(bytesSince(before)).toBeLessThanOrEqual(maxKeepaliveBytes)
  expect(atClose).toBe(before + 1)
})

row('F31', 'another script has used up what may outlive the page', { isLeftInHaste: true, duplicates: 2 }, async ({ pages, tab, gate, mode }) => {
  gate.rule(({ path }) => (path === '/foreign' ? { type: 'hang' } : undefined))
  const url = mode === 'collector' ? `http://127.0.0.1:${gate.port}/foreign` : 'https://in-automate.brevo.com/foreign'
  const foreign = `fetch("${url}", { method: "POST", mode: "no-cors", keepalive: true, body: "x".repeat(60000) }).catch(() => 0)`
  const { source } = pages.burst({ count: 1, properties: kilobytes(10) })
  const next = pages.publish({ body: '<h1 id="next">next</h1>' })
  await pages.open(tab, { body: `<button id="b" onclick='${foreign}; ${source}; location.href = "${next}"'>buy</button>` })
  await tab.click('#b')
  await tab.waitFor('!!document.getElementById("next")', 'the next page')
  await pages.arrived(tab)
  expect(gate.requests().some(({ path }) => path === '/foreign')).toBe(true)
})
