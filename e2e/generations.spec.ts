import { addScript, call, ready, traces } from './fixtures/calls'
import { functionStub, inline } from './fixtures/stubs'
import { expect, expectHits, hitsOf, settle, test } from './fixtures/test'
import { tagSource } from './shop/tag.mjs'

test('the array stub: key on the array, calls early and late, chained', async ({ tab, site, collector }) => {
  const setup = 'early = sendinblue.track; sendinblue.track("queued").identify("a@b.example")'
  await tab.goto(site.page({ tag: 'array', title: 'Old', clientKey: 'old-key', config: { api_host: collector.url }, setup }))
  await ready(tab)
  await tab.evaluate('void early("chained").track("twice", { A: 1 })')
  expect(await tab.evaluate('[sendinblue.SNIPPET_VERSION, sendinblue.client_key, Array.isArray(sendinblue)]')).toEqual(['1.0', 'old-key', true])
  await expectHits(collector, tab).toReceive([
    { kind: 'page', name: 'Old', key: 'old-key' },
    { name: 'queued' },
    { kind: 'identify', email: 'a@b.example' },
    { name: 'chained' },
    { name: 'twice', body: { properties: { A: 1 } } },
  ])
})

test('the array stub asks for its script once: where an element with its id is there, the script is that one’s', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  await tab.goto(site.page({ tag: 'array', title: 'Old', config, setup: 'sendinblue.load(), sendinblue.track("once")' }))
  await ready(tab)
  await tab.evaluate('void sendinblue.load()')
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Old' }, { name: 'once' }])
  expect(await tab.evaluate('document.querySelectorAll("#sendinblue-js").length')).toBe(1)
  expect(site.scriptRequests()).toBe(1)
})

test('the stub that is a function with a queue', async ({ tab, site, collector }) => {
  const body = inline(functionStub, 'sendinblue("page", "Early")')
  await tab.goto(site.page({ tag: 'none', script: 'normal', clientKey: 'q-key', config: { api_host: collector.url }, body }))
  await ready(tab)
  await tab.evaluate('void sendinblue("track", "late", { A: 1 })')
  await expectHits(collector).toReceive([
    { kind: 'page', name: 'Early', key: 'q-key' },
    { name: 'late', body: { properties: { A: 1 } } },
  ])
})

test('a published stub is given the methods that it lacks', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'published4', config: { api_host: collector.url } }))
  await ready(tab)
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  await tab.evaluate('sendinblue.consent("denied")')
  expect(await traces(tab)).toEqual([])
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

for (const tag of ['ours', 'published3', 'published4'] as const) {
  const twice = (place: { scriptUrl: string; clientKey: string; apiHost: string }, isFirstThere: boolean): string => {
    const source = `${tagSource({ ...place, tag })}; sib.api_host = "${place.apiHost}"`
    const rest = `sendinblue.track("between"); ${source}; sendinblue.track("after")`
    return `<script>${source}; ${isFirstThere ? `document.getElementById("sendinblue-js").onload = function () { ${rest} }` : rest}</script>`
  }
  const place = (site: { clientKey: string }, url: string): Parameters<typeof twice>[0] => ({ scriptUrl: `${url}/sa.js`, clientKey: site.clientKey, apiHost: url })

  test(`the tag ${tag} twice, before a script has come: what waits in the first is lost with its window.sib, and nobody counts it`, async ({ tab, site, collector }) => {
    await tab.goto(site.page({ tag: 'none', title: 'Twice', body: twice(place(site, collector.url), false) }))
    await ready(tab)
    await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Twice' }, { name: 'after' }])
    expect((await collector.stats()).dropped).toEqual({})
  })

  test(`the tag ${tag} twice, the second where the first has its script: no call is lost, none comes twice`, async ({ tab, site, collector }) => {
    await tab.goto(site.page({ tag: 'none', title: 'Twice', body: twice(place(site, collector.url), true) }))
    await tab.waitFor('document.querySelectorAll("#sendinblue-js").length === 2', 'the second tag')
    await ready(tab)
    await settle(tab, collector)
    // The view that the second tag asks for is the same one only where it comes within a second.
    const names = (await hitsOf(collector)).filter(({ kind }) => kind === 'track').map(({ name }) => name)
    expect(names).toEqual(['between', 'after'])
  })
}

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
