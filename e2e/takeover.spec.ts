import { addScript, call, ready } from './fixtures/calls'
import { expect, expectHits, test } from './fixtures/test'

for (const tag of ['ours', 'published3', 'published4'] as const) {
  test.describe(`the tag ${tag}`, () => {
    test('keeps the order of calls made before and after the script has loaded', async ({ tab, site, collector }) => {
      await tab.goto(site.page({ tag, script: 'held', title: 'Shop', config: { api_host: collector.url } }))
      await call(tab, 'identify', 'a@b.example', { FIRSTNAME: 'Ada' })
      await call(tab, 'track', 'before')
      await expect(collector.hits()).resolves.toEqual([])
      site.releaseScript()
      await ready(tab)
      await call(tab, 'track', 'after')
      await expectHits(collector, tab).toReceive([
        { kind: 'page', name: 'Shop', key: site.clientKey, accepted: true },
        { kind: 'identify', email: 'a@b.example', body: { properties: { FIRSTNAME: 'Ada' } } },
        { kind: 'track', name: 'before' },
        { kind: 'track', name: 'after' },
      ])
    })

    test('accepts what waits, in the task in which the script runs', async ({ tab, site, collector }) => {
      const setup = `sendinblue.track("early"); document.getElementById("sendinblue-js").onload = function () {
        window.found = [sib.equeue.length, Object.keys(localStorage).filter(function (key) { return key.indexOf("sajs.e.") === 0 }).length]
      }`
      await tab.goto(site.page({ tag, config: { api_host: collector.url }, setup }))
      await tab.waitFor('window.found', 'the load event of the script')
      expect(await tab.evaluate('found')).toEqual([0, 2])
      await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'early' }])
    })

    test('counts one page view, and one visitor over pages', async ({ tab, site, collector }) => {
      const page = { tag, config: { api_host: collector.url } }
      await tab.goto(site.page({ ...page, title: 'First' }))
      await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'First' }])
      await tab.goto(site.page({ ...page, title: 'Second' }))
      await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'First' }, { kind: 'page', name: 'Second' }])
      const visitors = new Set((await collector.hits()).map(({ cuid }) => cuid))
      expect([...visitors]).toEqual([expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)])
      expect(await tab.evaluate('document.cookie')).toBe(`sib_cuid=${[...visitors].join()}`)
    })

    test('reaches the live methods through references that were taken early', async ({ tab, site, collector }) => {
      await tab.goto(site.page({ tag, script: 'held', config: { api_host: collector.url }, setup: 'window.early = sendinblue.track' }))
      site.releaseScript()
      await ready(tab)
      await tab.evaluate('early("early")')
      await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'early' }])
    })

    test('adds no global of its own', async ({ tab, site, collector }) => {
      // What drives the browser may leave names of its own, `__pw…`.
      const globals = 'Object.getOwnPropertyNames(window).filter((name) => name.indexOf("__"))'
      await tab.goto(site.page({ tag: 'none' }))
      const before = await tab.evaluate<string[]>(globals)
      await tab.goto(site.page({ tag, config: { api_host: collector.url } }))
      await ready(tab)
      const added = (await tab.evaluate<string[]>(globals)).filter((name) => !before.includes(name))
      expect(added.sort()).toEqual(['sendinblue', 'sib'])
    })
  })
}

test('the script alone records the page view and offers the methods', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'none', script: 'normal', title: 'Bare', config: { api_host: collector.url } }))
  await tab.waitFor('window.sendinblue', 'the methods')
  await call(tab, 'track', 'bare')
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Bare', key: site.clientKey }, { name: 'bare' }])
})

test('without a client key nothing is sent or written, and calls wait for one', async ({ tab, site, collector }) => {
  const setup = 'sendinblue.track("waits"); document.getElementById("sendinblue-js").src = "about:blank"'
  await tab.goto(site.page({ tag: 'ours', script: 'held', clientKey: '', config: { api_host: collector.url }, setup }))
  await addScript(tab, `${collector.url}/sa.js`)
  expect(await tab.evaluate('[localStorage.length, document.cookie]')).toEqual([0, ''])
  expect(await collector.hits()).toEqual([])
  await tab.evaluate('void Brevo.push(["init", { client_key: "late" }])')
  await expectHits(collector, tab).toReceive([{ kind: 'page', key: 'late' }, { name: 'waits', key: 'late' }])
})
