import { addScript, call, ready, traces } from './fixtures/calls'
import { arrayStub, brevoList, functionStub, inline } from './fixtures/stubs'
import { expect, expectHits, test } from './fixtures/test'

/** A script tag without a key, as the older and newer generations of the tag have it. */
const scriptTag = (url: string, query = ''): string => `<script id="sendinblue-js" async src="${url}/sa.js${query}"></script>`

test('the array stub: key on the array, calls early and late, chained', async ({ tab, site, collector }) => {
  const body = inline(arrayStub, 'sendinblue.client_key = "old-key"', 'sendinblue.page()') + scriptTag(collector.url)
  await tab.goto(site.page({ tag: 'none', title: 'Old', config: { api_host: collector.url }, body: `${body}<script>early = sendinblue.track</script>` }))
  await ready(tab)
  await tab.evaluate('void early("chained").track("twice", { A: 1 }).identify("a@b.example")')
  await expectHits(collector, tab).toReceive([
    { kind: 'page', name: 'Old', key: 'old-key' },
    { name: 'chained' },
    { name: 'twice', body: { properties: { A: 1 } } },
    { kind: 'identify', email: 'a@b.example' },
  ])
})

test('the stub that is a function with a queue', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'none', config: { api_host: collector.url }, body: inline(functionStub, 'sendinblue("page", "Early")') + scriptTag(collector.url, '?key=q-key') }))
  await ready(tab)
  await tab.evaluate('void sendinblue("track", "late", { A: 1 })')
  await expectHits(collector).toReceive([
    { kind: 'page', name: 'Early', key: 'q-key' },
    { name: 'late', body: { properties: { A: 1 } } },
  ])
})

for (const order of ['before', 'after'] as const) {
  test(`Brevo.push with init ${order} the script: arrays, functions, methods, one automatic page view`, async ({ tab, site, collector }) => {
    const init = '["init", { client_key: "brevo-key", email_id: "", push: { customDomain: "/worker/" }, popup: { delay: 5 }, unknown: true }]'
    const early = '["track", "array", { A: 1 }], function () { Brevo.identify({ identifiers: { email_id: "a@b.example" }, attributes: { B: 2 } }) }'
    const list = order === 'before' ? brevoList(init, early) : brevoList(early)
    await tab.goto(site.page({ tag: 'none', title: 'New', config: { api_host: collector.url }, body: inline(list) + scriptTag(collector.url) }))
    await ready(tab)
    if (order === 'after') {
      expect(await collector.hits()).toEqual([])
      expect(await tab.evaluate('[localStorage.length, document.cookie]')).toEqual([0, ''])
      await tab.evaluate(`void Brevo.push(${init})`)
    }
    await tab.evaluate('void Brevo.push(["page", "Said", { ma_path: "/said" }], ["showForm"], function () { throw new Error("of the page") })')
    expect(await tab.evaluate('Array.isArray(Brevo)')).toBe(true)
    const calls = [{ name: 'array', key: 'brevo-key', body: { properties: { A: 1 } } }, { kind: 'identify', email: 'a@b.example' }]
    const view = { kind: 'page', name: 'New' } as const
    await expectHits(collector, tab).toReceive([...calls, view, { kind: 'page', name: 'Said', body: { ma_path: '/said' } }])
  })
}

for (const order of ['before', 'after'] as const) {
  test(`Brevo.push with an init ${order} the script that asks for consent: nothing is sent or written until it is given`, async ({ tab, site, collector }) => {
    const init = `["init", { client_key: "brevo-key", api_host: "${collector.url}", consent: "pending", cookie_days: 2 }]`
    const early = '["track", "held"]'
    const list = order === 'before' ? brevoList(init, early) : brevoList(early)
    await tab.goto(site.page({ tag: 'none', title: 'New', body: inline(list) + scriptTag(collector.url) }))
    await ready(tab)
    if (order === 'after') await tab.evaluate(`void Brevo.push(${init})`)
    await tab.evaluate('void Brevo.push(["track", "held too"])')
    expect(await traces(tab)).toEqual([])
    expect((await collector.stats()).requests).toBe(0)
    await tab.evaluate('void Brevo.push(["consent", "granted"])')
    await expectHits(collector, tab).toReceive([
      { name: 'held', key: 'brevo-key' },
      { kind: 'page', name: 'New' },
      { name: 'held too' },
    ])
  })
}

test('Brevo.push without init sends and writes nothing', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'none', config: { api_host: collector.url }, body: inline(brevoList('["track", "waits"]')) + scriptTag(collector.url) }))
  await ready(tab)
  await tab.evaluate('void Brevo.push(["track", "waits too"])')
  expect(await tab.evaluate('[localStorage.length, document.cookie]')).toEqual([0, ''])
  expect(await collector.hits()).toEqual([])
})

test('a published stub is given the methods that it lacks', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'published4', config: { api_host: collector.url } }))
  await ready(tab)
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  await tab.evaluate('sendinblue.consent("denied")')
  expect(await traces(tab)).toEqual([])
})

test('a site’s own Brevo is left alone', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  await tab.goto(site.page({ tag: 'ours', config, setup: 'window.Brevo = { push: function () { return "own" } }' }))
  await ready(tab)
  expect(await tab.evaluate('[Object.keys(Brevo).join(), Brevo.push(["track", "x"])]')).toEqual(['push', 'own'])
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
})

test('a tag that runs again, with its script: one tracker, no call lost, none doubled', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'published4', title: 'Twice', config: { api_host: collector.url } }))
  await ready(tab)
  await call(tab, 'track', 'first')
  await tab.evaluate((host: string) => {
    const { sib } = window as unknown as { sib: Record<string, unknown> }
    const again = { equeue: [] as unknown[], client_key: sib.client_key, api_host: host } as Record<string, unknown> & { equeue: unknown[] }
    const stub = (...args: unknown[]): unknown =>
      typeof again.track === 'function' ? (again.track as (...rest: unknown[]) => unknown)(...args) : again.equeue.push({ track: args })
    Object.assign(window, { sib: again, sendinblue: { track: stub } })
    stub('between')
  }, collector.url)
  await addScript(tab, `${collector.url}/sa.js?key=${site.clientKey}`)
  await call(tab, 'track', 'last')
  await tab.evaluate('history.pushState(null, "", "/route"), document.title = "Route"')
  await expectHits(collector).toReceive([{ kind: 'page', name: 'Twice' }, { name: 'first' }, { name: 'between' }, { name: 'last' }, { kind: 'page', name: 'Route' }])
})

test('two keys on a page: each call goes to the key of its time', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', title: 'Keys', clientKey: 'key-one', config: { api_host: collector.url } }))
  await ready(tab)
  await call(tab, 'track', 'one')
  await tab.evaluate('void (window.sib = { equeue: [{ track: ["two"] }, { page: [] }], client_key: "key-two" })')
  await addScript(tab, `${collector.url}/sa.js`)
  await expectHits(collector, tab).toReceive([
    { kind: 'page', name: 'Keys', key: 'key-one' },
    { name: 'one', key: 'key-one' },
    { name: 'two', key: 'key-two' },
    { kind: 'page', name: 'Keys', key: 'key-two' },
  ])
})

test('the same page view twice is one: in the snippet, in onload, and by a component that is mounted twice', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  await tab.goto(site.page({ tag: 'published4', title: 'Once', config, setup: 'document.getElementById("sendinblue-js").onload = function () { sendinblue.page() }' }))
  await ready(tab)
  await tab.evaluate('sendinblue.page(), sendinblue.page("Once", { list: 2 }), sendinblue.page("Once", { list: 2 })')
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Once' }, { kind: 'page', name: 'Once', body: { properties: { list: 2 } } }])
})

test('secrets in addresses stay on the page', async ({ tab, site, collector }) => {
  const token = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'
  const url = site.page({ tag: 'ours', title: 'Secret', config: { api_host: collector.url } })
  await tab.goto(`${url}?email=jane.doe%40mail.example&utm_source=x&token=${token}#/reset/${token}`)
  await ready(tab)
  await call(tab, 'page', 'Own', { ma_path: '/u/jane.doe@mail.example', ma_referrer: `https://other.example/?s=${token}` })
  await expectHits(collector, tab).toReceive([
    { kind: 'page', name: 'Secret', body: { ma_url: `${url}?email=&utm_source=x&token=#/reset/` } },
    { kind: 'page', name: 'Own', body: { ma_path: '/u/', ma_referrer: 'https://other.example/?s=' } },
  ])
  expect(JSON.stringify(await collector.hits())).not.toMatch(/jane|a1b2/)
})
