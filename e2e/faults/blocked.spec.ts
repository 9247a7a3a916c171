import type { Tab } from '../fixtures/engine/tab'
import { expect } from '../fixtures/test'
import { answer } from './fault'
import { countFetches, fetchCountSource } from './fetch-count'
import { row } from './row'

/** What a page stores of events: how many, and how many bytes. */
function stored(tab: Tab): Promise<{ count: number; bytes: number }> {
  return tab.evaluate(() => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith('sajs.e.'))
    const text = keys.map((key) => localStorage.getItem(key) ?? '').join('')
    return { count: keys.length, bytes: new TextEncoder().encode(text).length }
  })
}

row(
  'F27',
  'is on a blocker’s list, and the page tracks more than it may keep',
  {
    lens: 200,
    leavesPages: true,
    attempts: 0,
    drops: { overflow: 265 },
    isEachLossReported: true,
    untoldViews: { collector: 0, direct: 1 },
    skip: { webkit: 'WebDriver cannot break off requests as a blocker does' },
  },
  async ({ pages, lens, visitor, tab }) => {
    await visitor.block?.(/127\.0\.0\.1:\d+\/(p|api\/v2\/\w+)$|in-automate\.brevo\.com/)
    await pages.open(tab, { setup: fetchCountSource })
    await pages.track(tab, { count: 250 })
    await expect.poll(async () => (await stored(tab)).count).toBeLessThanOrEqual(200)
    expect((await stored(tab)).count).toBeGreaterThan(190)
    await pages.track(tab, { count: 80, properties: { text: 'x'.repeat(3000) } })
    await expect.poll(async () => (await stored(tab)).count).toBeLessThanOrEqual(200)
    const { count, bytes } = await stored(tab)
    expect(count).toBeGreaterThan(70)
    expect(bytes).toBeGreaterThan(200 * 1024)
    expect(bytes).toBeLessThanOrEqual(256 * 1024)
    await expect.poll(() => countFetches(tab)).toBe(3)
    await lens.elapse(5 * 60_000)
    expect(await countFetches(tab)).toBe(3)
    await visitor.unblock?.()
  },
)

row('F28', 'is not in the page’s connect-src', { lens: 200, leavesPages: true, attempts: 0 }, async ({ pages, lens, site, findings, tab }) => {
  findings.expectPageError(/^securitypolicyviolation: connect-src/)
  await pages.open(tab, { headers: { 'content-security-policy': "connect-src 'self'" } })
  await pages.track(tab, { count: 3 })
  await expect.poll(() => site.pageErrors().length).toBe(3)
  // Three in ten minutes are less than one a minute, and there are no more to come.
  await lens.elapse(10 * 60_000)
  expect((await stored(tab)).count).toBe(4)
  // Some browsers say of a beacon that it is on its way where the policy forbids it: nothing may count as delivered for that.
  await tab.goto(pages.blank())
  expect((await stored(tab)).count).toBe(4)
  expect(site.pageErrors()).toHaveLength(3)
})

row(
  'F29',
  'gives no other origin leave to read',
  // A simple request arrives although its answer cannot be read; one that needs a preflight does not.
  { lens: 60, leavesPages: true, attempts: 3, duplicates: { collector: 12, direct: 0 } },
  async ({ pages, gate, lens, tab }) => {
    gate.rule(() => ({ type: 'noCors' }))
    await pages.open(tab)
    await pages.track(tab, { count: 3 })
    await expect.poll(() => gate.attempts().length).toBe(3)
    await lens.elapse(60_000)
    expect(gate.attempts()).toHaveLength(3)
  },
)

row(
  'F29',
  'refuses preflights with 403',
  { lens: 60, leavesPages: true, attempts: 3, skip: { collector: 'nothing that goes to a collector needs a preflight' } },
  async ({ pages, gate, lens, tab }) => {
    gate.rule(({ method }) => (method === 'OPTIONS' ? answer(403) : undefined))
    await pages.open(tab)
    await pages.track(tab, { count: 3 })
    await expect.poll(() => gate.attempts().length).toBe(3)
    await lens.elapse(60_000)
    expect(gate.attempts()).toHaveLength(3)
    expect(gate.requests()).toEqual([])
  },
)
