import { call, callback, ready, traces } from './fixtures/calls'
import type { PageOptions } from './fixtures/site/page'
import { expect, expectHits, test } from './fixtures/test'

/** What a browser shows to pages whose visitor has switched it on. */
const head = '<script>Object.defineProperty(navigator, "globalPrivacyControl", { value: true })</script>'

const refused = [expect.objectContaining({ code: 'consent_denied' }), null]

test('Global Privacy Control is a no: nothing is written or sent, until the visitor says yes', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', head, setup: 'sendinblue.track("early")', config: { api_host: collector.url } }))
  await ready(tab)
  expect(await callback(tab, 'identify', 'ada@example.test')).toEqual(refused)
  expect(await traces(tab)).toEqual([])
  expect((await collector.stats()).requests).toBe(0)
  await call(tab, 'consent', 'granted')
  await call(tab, 'track', 'allowed')
  await expectHits(collector, tab).toReceive([{ name: 'allowed', email: null }])
})

test('Global Privacy Control erases what stands from the time before it was switched on', async ({ tab, site, collector }) => {
  const page = { tag: 'ours', config: { api_host: collector.url } } as const
  await tab.goto(site.page({ ...page, title: 'Before' }))
  await expectHits(collector, tab).toReceive([{ name: 'Before' }])
  await collector.stop()
  await call(tab, 'track', 'never to arrive')
  expect(await traces(tab)).toEqual(expect.arrayContaining([expect.stringMatching(/^sajs\.e\./), expect.stringMatching(/^sib_cuid=/)]))
  await tab.goto(site.page({ ...page, head, title: 'After' }))
  await ready(tab)
  expect(await traces(tab)).toEqual([])
  await collector.start()
  await call(tab, 'consent', 'granted')
  await expectHits(collector, tab).toReceive([{ name: 'Before' }])
})

const overruled: Readonly<Record<string, PageOptions['config']>> = {
  'has had a yes': { consent: 'granted' },
  'does not heed it': { respect_gpc: false },
}

for (const [what, config] of Object.entries(overruled)) {
  test(`Global Privacy Control is nothing to a site that ${what}`, async ({ tab, site, collector }) => {
    await tab.goto(site.page({ tag: 'ours', head, setup: 'sendinblue.track("early")', config: { api_host: collector.url, ...config } }))
    await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'early' }])
  })
}

test('Global Privacy Control does not answer for the visitor where the site asks', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', head, setup: 'sendinblue.track("early")', config: { api_host: collector.url, consent: 'pending' } }))
  await ready(tab)
  expect(await traces(tab)).toEqual([])
  expect((await collector.stats()).requests).toBe(0)
  await call(tab, 'consent', 'granted')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'early' }])
})
