import { isEmpty } from '../fixtures/hits'
import { expect, test } from '../fixtures/test'
import { afterPreflight } from './fault'
import type { RowParts } from './parts'
import { namesIn } from './receipts'
import { row } from './row'

/** What a page may have on its way at once when it goes away: the browser's budget for requests that outlive it (Fetch, 4.6). */
const keepaliveBytes = 64 * 1024

const kilobytes = (count: number): { readonly text: string } => ({ text: 'x'.repeat(count * 1000) })

/** The names of all events that have come as far as the gate. */
const namesAtGate = ({ gate }: Pick<RowParts, 'gate'>): readonly string[] => gate.requests().flatMap(({ body }) => namesIn(body))

row('F5', 'the page is left in the task that tracks', { duplicates: 4, isLeftInHaste: true }, async ({ pages, tab }) => {
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

row('F30', 'more waits than may outlive the page', { leavesPages: true, isLeftInHaste: true, duplicates: 5 }, async ({ pages, tab, openTab, gate }) => {
  await tab.goto(pages.blank())
  const closed = await openTab()
  await pages.open(closed)
  await closed.waitFor(isEmpty, 'the acknowledgement of the page view')
  const before = gate.requests().length
  gate.rule(afterPreflight(() => ({ type: 'hang' })))
  await pages.track(closed, { count: 20, properties: kilobytes(10) })
  await closed.close()
  const sentAtEnd = (): number => gate.requests().slice(before).reduce((sum, { body }) => sum + body.length, 0)
  // What is handed over late may find the gate healed, and its answer nobody: five events at most.
  await expect.poll(sentAtEnd).toBeGreaterThan(keepaliveBytes / 2)
  expect(sentAtEnd()).toBeLessThanOrEqual(keepaliveBytes)
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
