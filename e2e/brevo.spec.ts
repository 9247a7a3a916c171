import { ready, traces } from './fixtures/calls'
import { brevoList, inline, loader } from './fixtures/stubs'
import { expect, expectHits, test } from './fixtures/test'

/** When the script runs: after the list with its `init` is there, before an `init` that comes late, or before the list itself. */
const orders = ['after init', 'before init', 'before the list'] as const

/**
 * The tag as it is published, the script's element above the list. It is async, and one that comes out of the browser's cache may run
 * before the next element is parsed (HTML, 4.12.1): `defer`, or nothing, say which of the two happens.
 */
function tagOf(scriptUrl: string, order: (typeof orders)[number], init: string, early: string): string {
  const element = loader(scriptUrl).replace('async', order === 'before the list' ? '' : 'defer')
  const list = order === 'before init' ? brevoList(early) : brevoList(init, early)
  const check = `if (!!window.Brevo !== ${String(order === 'before the list')}) throw new Error("not in this order")`
  return element + inline(check, list)
}

for (const order of orders) {
  test(`Brevo.push, the script ${order}: arrays, functions, methods, one automatic page view`, async ({ tab, site, collector }) => {
    const init = '["init", { client_key: "brevo-key" }]'
    const early = '["track", "array", { A: 1 }], function () { Brevo.identify({ identifiers: { email_id: "a@b.example" }, attributes: { B: 2 } }) }'
    const body = tagOf(`${collector.url}/sa.js`, order, init, early)
    await tab.goto(site.page({ tag: 'none', title: 'New', config: { api_host: collector.url }, body }))
    await ready(tab)
    if (order === 'before init') {
      expect(await collector.hits()).toEqual([])
      expect(await traces(tab)).toEqual([])
      await tab.evaluate(`void Brevo.push(${init})`)
    }
    await tab.evaluate('void Brevo.push(["page", "Said", { ma_path: "/said" }])')
    const calls = [{ name: 'array', key: 'brevo-key', body: { properties: { A: 1 } } }, { kind: 'identify', email: 'a@b.example' }]
    const view = { kind: 'page', name: 'New', key: 'brevo-key' } as const
    const first = order === 'before the list' ? [view, ...calls] : [...calls, view]
    await expectHits(collector, tab).toReceive([...first, { kind: 'page', name: 'Said', body: { ma_path: '/said' } }])
  })
}

for (const order of orders) {
  test(`Brevo.push, the script ${order} that asks for consent: nothing is sent or written until it is given`, async ({ tab, site, collector }) => {
    const init = `["init", { client_key: "brevo-key", api_host: "${collector.url}", consent: "pending", cookie_days: 2 }]`
    await tab.goto(site.page({ tag: 'none', title: 'New', body: tagOf(`${collector.url}/sa.js`, order, init, '["track", "held"]') }))
    await ready(tab)
    if (order === 'before init') await tab.evaluate(`void Brevo.push(${init})`)
    await tab.evaluate('void Brevo.push(["track", "held too"])')
    expect(await traces(tab)).toEqual([])
    expect((await collector.stats()).requests).toBe(0)
    await tab.evaluate('void Brevo.push(["consent", "granted"])')
    const [held, view] = [{ name: 'held', key: 'brevo-key' }, { kind: 'page', name: 'New' }] as const
    await expectHits(collector, tab).toReceive([...(order === 'before the list' ? [view, held] : [held, view]), { name: 'held too' }])
  })
}

test('Brevo stays an array; options of init that are not ours are ignored, verbs that are not ours do nothing, and a function that throws harms no other push', async ({ tab, site, collector }) => {
  const init = '["init", { client_key: "brevo-key", email_id: "", push: { customDomain: "/worker/" }, popup: { delay: 5 }, unknown: true }]'
  const odd = '["showForm"], ["webPush", "subscribe"], function () { throw new Error("of the page") }'
  const body = tagOf(`${collector.url}/sa.js`, 'after init', init, `${odd}, ["track", "early"]`)
  await tab.goto(site.page({ tag: 'none', title: 'New', config: { api_host: collector.url }, body }))
  expect(await tab.evaluate('Array.isArray(Brevo)')).toBe(true)
  await ready(tab)
  await tab.evaluate(`void Brevo.push(${odd}, ["track", "late"])`)
  expect(await tab.evaluate('Array.isArray(Brevo)')).toBe(true)
  await expectHits(collector, tab).toReceive([{ name: 'early', key: 'brevo-key', email: null }, { kind: 'page', name: 'New' }, { name: 'late' }])
})

test('Brevo.push without init sends and writes nothing', async ({ tab, site, collector }) => {
  const body = loader(`${collector.url}/sa.js`) + inline(brevoList('["track", "waits"]'))
  await tab.goto(site.page({ tag: 'none', config: { api_host: collector.url }, body }))
  await ready(tab)
  await tab.evaluate('void Brevo.push(["track", "waits too"])')
  expect(await traces(tab)).toEqual([])
  expect(await collector.hits()).toEqual([])
})

test('a site’s own Brevo is left alone', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  await tab.goto(site.page({ tag: 'ours', config, setup: 'window.Brevo = { push: function () { return "own" } }' }))
  await ready(tab)
  expect(await tab.evaluate('[Object.keys(Brevo).join(), Brevo.push(["track", "x"])]')).toEqual(['push', 'own'])
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
})
