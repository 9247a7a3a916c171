import { call, ready, traces } from './fixtures/calls'
import { expect, expectHits, hitsOf, settle, test } from './fixtures/test'

test('a call right before a navigation arrives once', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  const next = site.page({ tag: 'ours', title: 'Next', config })
  const body = `<button id="b" onclick="sendinblue.track('bought'); location.href = '${next}'">buy</button>`
  await tab.goto(site.page({ tag: 'ours', title: 'Shop', body, config }))
  await expectHits(collector).toReceive([{ name: 'Shop' }])
  await tab.click('#b')
  await tab.waitFor('document.title === "Next" && typeof sib.track === "function"', 'the next page')
  await expectHits(collector, tab).toReceive([{ name: 'Shop' }, { name: 'bought' }, { name: 'Next' }])
})

test('calls in the submit handler of a form that leaves the page arrive once', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  const next = site.page({ tag: 'ours', title: 'Next', config })
  const onsubmit = "sendinblue.identify(this.elements.mail.value, { NEWSLETTER: 'on' }); sendinblue.track('submitted')"
  const body = `<form action="${next}" method="post" onsubmit="${onsubmit}"><input id="mail" value="ada@example.test"/><button id="b">send</button></form>`
  await tab.goto(site.page({ tag: 'ours', title: 'Form', body, config }))
  await expectHits(collector).toReceive([{ name: 'Form' }])
  await tab.click('#b')
  await tab.waitFor('document.title === "Next" && typeof sib.track === "function"', 'the next page')
  await expectHits(collector, tab).toReceive([
    { name: 'Form' },
    { kind: 'identify', email: 'ada@example.test', body: { properties: { NEWSLETTER: 'on' } } },
    { name: 'submitted', email: 'ada@example.test' },
    { name: 'Next' },
  ])
})

test('a call in beforeunload arrives once', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  const next = site.page({ tag: 'ours', title: 'Next', config })
  const setup = 'addEventListener("beforeunload", function () { sendinblue.track("left", { PLACE: "cart" }) })'
  await tab.goto(site.page({ tag: 'ours', title: 'Shop', body: `<a id="next" href="${next}">next</a>`, setup, config }))
  await expectHits(collector).toReceive([{ name: 'Shop' }])
  await tab.click('#next')
  await tab.waitFor('document.title === "Next" && typeof sib.track === "function"', 'the next page')
  await expectHits(collector, tab).toReceive([{ name: 'Shop' }, { name: 'left', body: { properties: { PLACE: 'cart' } } }, { name: 'Next' }])
})

test('a burst in one task arrives whole, in order, in few requests', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await ready(tab)
  await tab.evaluate(() => {
    const { sendinblue } = window as unknown as { sendinblue: { track(name: string): void } }
    for (let n = 0; n < 120; n++) sendinblue.track(`event ${n}`)
  })
  const events = Array.from({ length: 120 }, (_, n) => ({ name: `event ${n}`, seq: n + 1 }))
  await expectHits(collector, tab).toReceive([{ kind: 'page', seq: 0 }, ...events])
  expect((await collector.stats()).requests).toBeLessThan(12)
})

test('with the collector down events wait, and the next page sends them', async ({ tab, site, collector }) => {
  const page = { tag: 'ours', config: { api_host: collector.url } } as const
  await collector.stop()
  await tab.goto(site.page({ ...page, title: 'First' }))
  await ready(tab)
  await call(tab, 'track', 'during the outage')
  expect((await traces(tab)).filter((key) => key.startsWith('sajs.e.'))).toHaveLength(2)
  await tab.reload()
  await ready(tab)
  await collector.start()
  await tab.goto(site.page({ ...page, title: 'Second' }))
  const names = async (): Promise<string[]> => (await collector.hits()).map(({ name }) => name ?? '').sort()
  await expect.poll(names, { timeout: 20_000 }).toEqual(['First', 'First', 'Second', 'during the outage'])
  await expect.poll(() => traces(tab)).toEqual([expect.stringMatching(/^sib_cuid=/)])
  const lanes = new Map<string, number[]>()
  for (const { lane, seq } of await collector.hits()) lanes.set(lane ?? '', [...(lanes.get(lane ?? '') ?? []), seq ?? -1])
  expect([...lanes.values()].map((places) => places.join()).sort()).toEqual(['0', '0', '0,1'])
})

test('an outage while the page stays is ridden out', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  await collector.kill9()
  for (const name of ['one', 'two', 'three']) await call(tab, 'track', name)
  await collector.start()
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'one' }, { name: 'two' }, { name: 'three' }])
})

test('what one tab could not send is not sent by another that lives beside it', async ({ tab, openTab, site, collector }) => {
  const page = { tag: 'ours', config: { api_host: collector.url } } as const
  await tab.goto(site.page({ ...page, title: 'One' }))
  await expectHits(collector, tab).toReceive([{ name: 'One' }])
  const other = await openTab()
  await other.goto(site.page({ ...page, title: 'Two' }))
  await call(tab, 'track', 'of one')
  await call(other, 'track', 'of two')
  await settle(tab, collector)
  await settle(other, collector)
  const hits = await hitsOf(collector)
  expect(new Set(hits.map(({ lane }) => lane)).size).toBe(2)
  expect(hits.map(({ name }) => name).sort()).toEqual(['One', 'Two', 'of one', 'of two'])
  expect((await collector.stats()).duplicates).toBe(0)
})
