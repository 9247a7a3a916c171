import { isEmpty } from '../fixtures/hits'
import { expect } from '../fixtures/test'
import { vendorHost } from '../fixtures/vendor'
import { afterPreflight, answer } from './fault'
import { countFetches, fetchCountSource } from './fetch-count'
import { goOffline, goOnline, networkSwitchSource } from './network-switch'
import type { RowParts } from './parts'
import { row } from './row'

const hourMs = 60 * 60_000

// Under this lens a page looks for the lanes of others 4 ms after its start, when what was handed over is still on its way.
const manyCopies = 100

row('F16', 'answers 503 for an hour, to three tabs and several page loads', { isAnonymousToo: true, lens: 720, keepsPause: true, attempts: 90, duplicates: manyCopies }, async ({ pages, gate, lens, tab, openTab }) => {
  gate.rule(afterPreflight(() => answer(503)))
  const startMs = lens.now()
  const others = [await openTab(), await openTab()]
  for (const other of others) await pages.open(other)
  let loads = 0
  for (; lens.now() - startMs < hourMs || loads < 3; loads++) {
    // An answer takes half a minute under such a lens; pages that are left in the middle of a request would be the rule.
    await expect.poll(() => gate.requests().some(({ isWaiting }) => isWaiting), { intervals: [5] }).toBe(false)
    await pages.open(tab)
    for (const each of [tab, ...others.slice(loads % 3)]) await pages.track(each)
  }
  expect(gate.requests().length).toBeGreaterThan(3)
  // 40 is the bound, which `e2e/simulation/outage.test.ts` keeps in true time. Under this lens pages are left in mid-request or just
  // after a pause far more often than in life, and each of those may ask once more.
  const [first] = gate.requests()
  const within = gate.requests().filter(({ atMs }) => lens.toPageMs(atMs - (first?.atMs ?? 0)) <= hourMs)
  expect(within.length).toBeLessThanOrEqual(60)
})

row('F25', 'cannot be reached because there is no network, and then there is', { lens: 2 }, async (parts) => {
  const { pages, gate, lens, tab } = parts
  await pages.open(tab, { setup: `${networkSwitchSource};${fetchCountSource}` })
  await tab.waitFor(isEmpty, 'the acknowledgement of the page view')
  await goOffline(parts, tab)
  const before = await countFetches(tab)
  expect(before).toBeGreaterThan(0)
  await pages.track(tab, { count: 3 })
  await lens.elapse(3000)
  // Nothing could reach the gate: what counts is that the page has not tried.
  expect(await countFetches(tab)).toBe(before)
  const onlineAtMs = Date.now()
  await goOnline(parts, tab)
  const names = await pages.track(tab)
  const passed = (): string => gate.requests().filter(({ isPassed }) => isPassed).map(({ body }) => body).join()
  await expect.poll(() => names.every((name) => passed().includes(`"${name}"`))).toBe(true)
  expect(lens.toPageMs((gate.requests().at(-1)?.atMs ?? 0) - onlineAtMs)).toBeLessThan(5000)
})

/** Where the receiver cannot be reached, a page asks three times and then no more; the next page may. */
async function expectToGiveUp({ pages, lens, tab }: RowParts, config: Readonly<Record<string, unknown>>): Promise<void> {
  for (let load = 0; load < 2; load++) {
    await pages.open(tab, { config, setup: fetchCountSource })
    await pages.track(tab, { count: 3 })
    await expect.poll(() => countFetches(tab)).toBe(3)
    await lens.elapse(5 * 60_000)
    expect(await countFetches(tab)).toBe(3)
  }
}

const unreachable = { lens: 400, leavesPages: true, attempts: 0 } as const

row('F26', 'has closed its port', unreachable, async (parts) => {
  await parts.gate.closePort()
  await expectToGiveUp(parts, {})
})

row('F26', 'has a name that nobody knows', unreachable, async (parts) => {
  const { network, findings, gate, mode } = parts
  const host = mode === 'direct' ? vendorHost : 'nowhere.example.invalid'
  network.route(`${vendorHost}:443`, gate.port)()
  findings.expectRefused(`${host}:443`)
  await expectToGiveUp(parts, mode === 'direct' ? {} : { api_host: `https://${host}` })
  network.route(`${vendorHost}:443`, gate.port)
})

row('F26', 'does not come to terms about TLS', unreachable, async (parts) => {
  const { network, gate, site, mode } = parts
  network.route(`${vendorHost}:443`, site.ports.http)
  await expectToGiveUp(parts, mode === 'direct' ? {} : { api_host: `https://127.0.0.1:${gate.port}` })
  network.route(`${vendorHost}:443`, gate.port)
})
