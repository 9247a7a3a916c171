import { call, callback, ready, traces } from './fixtures/calls'
import { expect, expectHits, hitsOf, settle, test } from './fixtures/test'

test('while consent is pending nothing is written or sent; once granted all goes out with its own times', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url, consent: 'pending' } }))
  await ready(tab)
  const calledMs = await tab.evaluate<number>('sendinblue.track("held"), Date.now()')
  expect(await traces(tab)).toEqual([])
  expect((await collector.stats()).requests).toBe(0)
  await call(tab, 'consent', 'granted')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'held' }])
  const held = (await collector.hits()).find(({ name }) => name === 'held')
  expect(Math.abs((held?.ts ?? 0) - calledMs)).toBeLessThan(50)
})

test('a word that is said before the script has come counts, though the page waits for it', async ({ tab, site, collector }) => {
  const setup = 'sendinblue.track("early"), sendinblue.consent("granted")'
  await tab.goto(site.page({ tag: 'ours', script: 'held', config: { api_host: collector.url, consent: 'pending' }, setup }))
  site.releaseScript()
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'early' }])
})

test('denial refuses, erases cookie and storage, and can be taken back', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  await collector.stop()
  await call(tab, 'track', 'never to arrive')
  await call(tab, 'consent', 'denied')
  expect(await traces(tab)).toEqual([])
  expect(await callback(tab, 'track', 'refused')).toEqual([expect.objectContaining({ code: 'consent_denied' }), null])
  await collector.start()
  await call(tab, 'consent', 'granted')
  await call(tab, 'track', 'allowed again')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'allowed again' }])
})

test('a page that starts denied writes and sends nothing until the visitor says yes', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url, consent: 'denied' } }))
  await ready(tab)
  expect(await callback(tab, 'identify', 'a@b.example')).toEqual([expect.objectContaining({ code: 'consent_denied' }), null])
  expect(await traces(tab)).toEqual([])
  expect((await collector.stats()).requests).toBe(0)
  await call(tab, 'consent', 'granted')
  await call(tab, 'track', 'allowed')
  await expectHits(collector, tab).toReceive([{ name: 'allowed', email: null }])
})

test('a yes that is taken back until further notice: calls are held again, and go out once it is given again', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  const [before, { requests }] = [await traces(tab), await collector.stats()]
  await call(tab, 'consent', 'pending')
  await call(tab, 'track', 'held')
  await call(tab, 'identify', 'ada@example.test')
  expect(await traces(tab)).toEqual(before)
  expect((await collector.stats()).requests).toBe(requests)
  await call(tab, 'consent', 'granted')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'held' }, { kind: 'identify' }])
})

test('before_send changes and drops events', async ({ tab, site, collector }) => {
  const setup = `sib.before_send = function (event) {
    if (event.sib_name === 'secret') return null
    event.properties = { changed: true }
    return event
  }`
  await tab.goto(site.page({ tag: 'ours', setup, config: { api_host: collector.url } }))
  await ready(tab)
  expect(await callback(tab, 'track', 'secret')).toEqual([expect.objectContaining({ code: 'before_send' }), null])
  await call(tab, 'track', 'kept', { original: true })
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'kept' }])
  expect((await collector.hits()).find(({ name }) => name === 'kept')?.body.properties).toEqual({ changed: true })
})

test('before_send changes and drops page views: the first one, those of routes and those that the page asks for', async ({ tab, site, collector }) => {
  const setup = `sib.before_send = function (event) {
    if (event.sib_type !== 'page') return event
    if (/account/.test(event.ma_path)) return null
    event.sib_name = event.ma_title = 'Shop: ' + event.sib_name
    event.ma_url = event.ma_url.split('?')[0]
    event.properties.area = 'shop'
    return event
  }`
  const url = site.page({ tag: 'ours', title: 'Home', setup, config: { api_host: collector.url } })
  await tab.goto(`${url}?coupon=ADA`)
  await ready(tab)
  expect(await callback(tab, 'page', 'My orders', { ma_path: '/account/orders' })).toEqual([expect.objectContaining({ code: 'before_send' }), null])
  await tab.evaluate('history.pushState(null, "", "/account"), document.title = "Account"')
  await settle(tab, collector)
  await tab.evaluate('history.pushState(null, "", "/shirts?coupon=ADA"), document.title = "Shirts"')
  await expectHits(collector).toReceive([
    { kind: 'page', name: 'Shop: Home', body: { ma_title: 'Shop: Home', ma_url: url, properties: { area: 'shop' } } },
    { kind: 'page', name: 'Shop: Shirts', body: { ma_title: 'Shop: Shirts', ma_url: `${site.origin}/shirts`, properties: { area: 'shop' } } },
  ])
  await expectHits(collector, tab).neverToReceive({ kind: 'page', body: { ma_path: '/account' } })
  expect(JSON.stringify(await hitsOf(collector))).not.toMatch(/ADA|account/i)
})
