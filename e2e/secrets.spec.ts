import { call, ready } from './fixtures/calls'
import { expect, expectHits, test } from './fixtures/test'

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

test('secrets in the address of the page before stay there, too', async ({ tab, site, collector }) => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
  const next = site.page({ tag: 'ours', title: 'Next', config: { api_host: collector.url } })
  const before = site.page({ tag: 'none', body: `<a id="next" href="${next}">next</a>` })
  const secrets = `${before}?email=jane.doe%40mail.example&key=wc_order_bZ8kQwErTyUiO&jwt=${jwt}&utm_source=x`
  await tab.goto(secrets)
  await tab.click('#next')
  await tab.waitFor('document.title === "Next"', 'the next page')
  await ready(tab)
  expect(await tab.evaluate('document.referrer')).toBe(secrets)
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Next', body: { ma_url: next, ma_referrer: `${before}?email=&key=&jwt=&utm_source=x` } }])
  expect(JSON.stringify(await collector.hits())).not.toMatch(/jane|wc_order|eyJ/)
})
