import { isDeepStrictEqual } from 'node:util'
import { startCollector } from '../fixtures/collector'
import type { CollectedHit, Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import { expect, test } from '../fixtures/test'
import { apiKey, guardedBy, guardedKey, sendAttacks } from './attack-routes'
import { attacks } from './attacks'
import { expectInert, watchViolations } from './inert'
import { expectedOf, missingIn, shownIn } from './shown'

/** In the other engines fewer: still each vector in each disguise. */
const totals = { chromium: 5000, firefox: 1200, webkit: 1200 }

/** Opens every row that has not been open yet. */
const openAll = (tab: Tab): Promise<number> =>
  tab.evaluate(() => {
    const closed = [...document.querySelectorAll<HTMLDetailsElement>('main section:not([hidden]) details:not(:has(.detail))')]
    for (const details of closed) details.open = true
    return closed.length
  })

/** Shows every text of every row once; the first one, the hit as it is stored, is what stays. */
const clickTabs = (tab: Tab): Promise<void> =>
  tab.evaluate(() => {
    for (const bar of document.querySelectorAll<HTMLElement>('main section:not([hidden]) .tab-bar:not([data-seen])')) {
      const [first, ...others] = bar.querySelectorAll<HTMLElement>('.tab')
      for (const button of others) button.click()
      first?.click()
      bar.dataset.seen = ''
      // Closed again, or five thousand open rows are laid out anew with each that follows.
      bar.closest('details')?.removeAttribute('open')
    }
  })

/** With a key for servers, and one that other sites may not use. */
const testWithKeys = test.extend<{ collector: Collector }>({
  collector: async ({}, use) => {
    const collector = await startCollector({ apiKeys: [apiKey], origins: [`${guardedKey}=${guardedBy}`], maxApiRequestsPerSecond: 'none', maxApiRequestsPerHour: 'none' })
    await use(collector)
    await collector.remove()
  },
})

testWithKeys('F58: shows 5,000 attacks in every field of every route as the text that they are', async ({ engine, tab, collector }) => {
  test.setTimeout(240_000)
  const total = totals[engine.name]
  const sent = await sendAttacks(collector.url, total)
  await fetch(`${collector.url}/p?key=<img src=x onerror=alert(1)>&cuid=%00&sib_type=<script>`)
  await tab.goto(collector.inspectorUrl)
  await watchViolations(tab)
  await tab.waitFor('document.querySelectorAll(".hit").length > 0', 'the first rows')

  // Row by row, page by page, until all have been opened in the one document.
  let opened = 0
  for (;;) {
    const now = await openAll(tab)
    await tab.waitFor('[...document.querySelectorAll("#hits details")].every((one) => one.querySelector(".detail"))', 'the details')
    opened += now
    await clickTabs(tab)
    if (await tab.evaluate<boolean>('document.getElementById("older").hidden')) break
    const before = await tab.evaluate<number>('document.querySelectorAll(".hit").length')
    await tab.evaluate('document.getElementById("older").click()')
    await tab.waitFor((count: number) => document.querySelectorAll('.hit').length > count || document.querySelector<HTMLElement>('#older')?.hidden, 'older rows', before)
  }
  const { accepted, rejected } = await collector.stats()
  expect(accepted + rejected).toBe(total + 1)
  expect(opened).toBe(total + 1)

  await expectInert(tab, collector)

  // What is stored is what was sent, and what is shown is what is stored, to the letter: none was filtered, and none became anything else.
  const stored = [...(await collector.hits())].reverse()
  expect(missingIn(stored, sent.flatMap(({ kept }) => kept))).toEqual([])
  const shown = await shownIn(tab)
  expect(shown).toHaveLength(stored.length)
  expect(shown.filter((one, row) => !isDeepStrictEqual(one, expectedOf(stored[row] as CollectedHit, one)))).toEqual([])

  for (const hash of ['#/contacts', '#/check', '#/health']) {
    await tab.evaluate((to: string) => void (location.hash = to), hash)
    const view = hash.slice(2)
    await tab.waitFor((id: string) => document.getElementById(id)?.hidden === false && document.querySelector(`#${id} .contact, #${id} .card`), `the view ${view}`, view)
    await expectInert(tab, collector)
  }
  const people = await tab.evaluate<string[]>('[...document.querySelectorAll("#contact-rows a")].map((one) => one.getAttribute("href"))')
  expect(people.length).toBeGreaterThan(50)
  for (const href of [people[0], people[25], people.at(-1), `#/person?cuid=${encodeURIComponent('<img src=x onerror=alert(1)>')}`, '#/live?text=<script>alert(1)</script>', '#/check?site=<img src=x onerror=alert(1)>']) {
    await tab.evaluate((to: string) => void (location.hash = to), href ?? '')
    await tab.waitFor('[...document.querySelectorAll("main > section")].some((one) => !one.hidden) && !document.body.textContent.includes("Reading…")', `the view ${href ?? ''}`)
    await openAll(tab)
    await clickTabs(tab)
    await expectInert(tab, collector)
    if (href?.includes('email=')) expect(attacks(total)).toContain(await tab.text('#person .attributes dd'))
  }
})
