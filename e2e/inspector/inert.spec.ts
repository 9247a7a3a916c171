import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import { expect, test } from '../fixtures/test'
import { attacks } from './attacks'
import { expectInert, watchViolations } from './inert'

/** In the other engines fewer: still each vector in each disguise. */
const totals = { chromium: 5000, firefox: 1200, webkit: 1200 }
const perEnvelope = 50

/** Every field of a hit that a client can fill, and fields that no client should. */
const hitOf = (attack: string, index: number): object => {
  // Only these may not hold control characters, and such hits are refused; both kinds are shown.
  const id = index % 7 === 0 ? attack.slice(0, 128) : `${attack.replace(/\p{Cc}/gu, '').slice(0, 100)}${index}`
  const key = attack.slice(0, 200)
  return {
    ...{ id, lane: attack, seq: index % perEnvelope, ts: Date.now(), sib_type: index % 11 === 0 ? attack : ['page', 'track', 'trackLink', 'identify'][index % 4] },
    ...{ sib_name: attack.slice(0, 255), email_id: index % 3 === 0 ? `${attack.replace(/[\s@\p{Cc}]/gu, '').slice(0, 200)}@evil.test` : undefined },
    ...{ ma_url: index % 2 ? attack : `https://evil.test/${attack}`, ma_path: attack, ma_title: attack, ma_referrer: attack, href: attack, linkid: attack },
    properties: key === '__proto__' ? {} : { [key]: attack, FIRSTNAME: attack, nested: { list: [attack] } },
    event: { id: attack, data: { [`${index}${key}`]: attack } },
  }
}

/** Sends all attacks; those of an envelope share the visitor, the key and, as in life, what of the address a client writes. */
async function attack(collector: Collector, total: number): Promise<void> {
  const all = attacks(total)
  for (let start = 0; start < total; start += perEnvelope) {
    const hits = all.slice(start, start + perEnvelope).map((text, index) => hitOf(text, start + index))
    const cuid = `${(all[start] ?? '').replace(/\p{Cc}/gu, '').slice(0, 100)}${start}`
    const body = JSON.stringify({ key: cuid, cuid, sent: Date.now(), hits })
    const answer = await fetch(`${collector.url}/p`, { method: 'POST', headers: { 'user-agent': 'x', referer: 'http://evil.invalid/' }, body })
    expect(answer.status).toBe(200)
  }
  await fetch(`${collector.url}/p?key=<img src=x onerror=alert(1)>&cuid=%00&sib_type=<script>`)
}

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

test('shows 5,000 attacks in every field as the text that they are', async ({ engine, tab, collector }) => {
  test.setTimeout(240_000)
  const total = totals[engine.name]
  await attack(collector, total)
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

  // What is shown is what was sent, to the letter: none was filtered, and none became anything else.
  const shown = await tab.evaluate<string[]>('[...document.querySelectorAll("#hits .detail pre")].map((one) => one.textContent)')
  const titles = new Set(shown.map((text) => (JSON.parse(text) as { ma_title?: string }).ma_title))
  expect(attacks(total).filter((text) => !titles.has(text))).toEqual([])

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
