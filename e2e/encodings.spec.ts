import { call, ready } from './fixtures/calls'
import { attributes, cart, thomas } from './fixtures/cart'
import { expect, expectHits, test } from './fixtures/test'
import type { Vendor } from './fixtures/vendor'

const paths = (vendor: Vendor): string[] => vendor.requests().map(({ path }) => path)

test.describe('cart_updated', () => {
  test('goes to an own collector as text, in an envelope, without a preflight', async ({ tab, site, collector }) => {
    const url = site.page({ tag: 'ours', config: { api_host: collector.url } })
    await tab.goto(url)
    await call(tab, 'track', 'cart_updated', thomas, cart)
    await expectHits(collector, tab).toReceive([
      { kind: 'page' },
      { kind: 'track', via: '/p', encoding: 'text', email: thomas.email, key: site.clientKey },
    ])
    const hit = (await collector.hits()).find(({ name }) => name === 'cart_updated')
    expect(hit?.body).toEqual({
      id: hit?.id,
      ts: hit?.ts,
      lane: hit?.lane,
      seq: 1,
      sib_type: 'track',
      sib_name: 'cart_updated',
      email_id: thomas.email,
      properties: attributes,
      event: cart,
      ma_url: url,
    })
  })

  test('goes to api/v2 with the documented fields only where the e-mail is known', async ({ tab, site, vendor }) => {
    await tab.goto(site.page({ tag: 'ours' }))
    await expect.poll(() => paths(vendor)).toEqual(['/p'])
    await call(tab, 'track', 'cart_updated', thomas, cart)
    await expect.poll(() => paths(vendor)).toEqual(['/p', '/api/v2/trackEvent'])
    const [, request] = vendor.requests()
    expect(request?.json).toEqual({ email: thomas.email, event: 'cart_updated', properties: attributes, eventdata: cart })
    expect(request?.headers).toMatchObject({ 'ma-key': site.clientKey, 'content-type': 'application/json' })
  })

  for (const [why, config] of [['where the e-mail is unknown', {}], ['with rest: false', { rest: false }]] as const) {
    test(`goes to /p as one hit ${why}`, async ({ tab, site, vendor }) => {
      const url = site.page({ tag: 'ours', config })
      await tab.goto(url)
      const properties = 'rest' in config ? thomas : attributes
      await call(tab, 'track', 'cart_updated', properties, cart)
      await expect.poll(() => paths(vendor)).toEqual(['/p', '/p'])
      const [page, request] = vendor.requests().map(({ json }) => json as Record<string, unknown>)
      expect(request).toEqual({
        key: site.clientKey,
        cuid: page?.cuid,
        id: expect.any(String) as unknown,
        ts: expect.any(Number) as unknown,
        lane: page?.lane,
        seq: 1,
        sib_type: 'track',
        sib_name: 'cart_updated',
        ...('rest' in config && { email_id: thomas.email }),
        properties: attributes,
        event: cart,
        ma_url: url,
      })
    })
  }
})

test('identify ties the visitor at /p once a page, then uses api/v2', async ({ tab, site, vendor }) => {
  const page = site.page({ tag: 'ours' })
  await tab.goto(page)
  await expect.poll(() => paths(vendor)).toEqual(['/p'])
  await call(tab, 'identify', thomas.email, attributes)
  await expect.poll(() => paths(vendor)).toEqual(['/p', '/p', '/api/v2/identify'])
  const [view, tie, identify] = vendor.requests().map(({ json }) => json as Record<string, unknown>)
  expect(tie).toMatchObject({ sib_type: 'identify', email_id: thomas.email, cuid: view?.cuid, properties: attributes })
  expect(identify).toEqual({ email: thomas.email, attributes })
  await call(tab, 'identify', thomas.email, attributes)
  await expect.poll(() => paths(vendor).slice(3)).toEqual(['/api/v2/identify'])
})

test('pages and links of a known contact have their documented paths', async ({ tab, site, vendor }) => {
  const body = '<a id="l" href="/terms#top" onclick="event.preventDefault()">terms</a>'
  await tab.goto(site.page({ tag: 'ours', title: 'Shop', body, config: { email_id: thomas.email } }))
  await ready(tab)
  await tab.evaluate('sendinblue.trackLink(document.getElementById("l"), { place: "foot" })')
  await tab.click('#l')
  await call(tab, 'page', 'Named', { ma_path: '/virtual', colour: 'red' })
  await expect.poll(() => paths(vendor)).toEqual(['/api/v2/trackPage', '/api/v2/trackLink', '/api/v2/trackPage'])
  const url = await tab.url()
  expect(vendor.requests().map(({ json }) => json)).toEqual([
    { email: thomas.email, page: 'Shop', properties: { ma_url: url, ma_path: new URL(url).pathname, ma_title: 'Shop', ma_referrer: '' } },
    { email: thomas.email, link: `${site.origin}/terms#top`, properties: { place: 'foot' } },
    { email: thomas.email, page: 'Named', properties: { colour: 'red', ma_url: url, ma_path: '/virtual', ma_title: 'Shop', ma_referrer: '' } },
  ])
})

test('where api/v2 cannot be reached, /p takes over for the day', async ({ tab, site, vendor }) => {
  vendor.answer(({ path }) => (path.startsWith('/api/v2') ? 'noCors' : undefined))
  const page = site.page({ tag: 'ours', config: { email_id: thomas.email } })
  await tab.goto(page)
  await expect.poll(() => paths(vendor), { timeout: 10_000 }).toEqual(['/p'])
  expect(vendor.preflights().map(({ path }) => path)).toContain('/api/v2/trackPage')
  await tab.reload()
  await expect.poll(() => paths(vendor)).toEqual(['/p', '/p'])
  expect(vendor.preflights().filter(({ path }) => path.startsWith('/api/v2'))).toHaveLength(1)
})
