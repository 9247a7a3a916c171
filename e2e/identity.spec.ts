import { call } from './fixtures/calls'
import { expect, expectHits, hitsOf, settle, test } from './fixtures/test'

test('an anonymous visitor who identifies keeps the history', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await call(tab, 'track', 'anonymous')
  await call(tab, 'identify', 'ada@example.test', { FIRSTNAME: 'Ada', PLAN: null })
  await call(tab, 'track', 'known')
  await expectHits(collector, tab).toReceive([
    { kind: 'page', email: 'ada@example.test' },
    { name: 'anonymous', email: 'ada@example.test' },
    { kind: 'identify', email: 'ada@example.test', body: { properties: { FIRSTNAME: 'Ada', PLAN: null } } },
    { name: 'known', email: 'ada@example.test' },
  ])
})

test('an e-mail in sib.email_id counts however late it is set', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url, email_id: '' } }))
  await call(tab, 'track', 'before')
  await tab.evaluate('sib.email_id = " late@example.test "')
  await call(tab, 'track', 'after')
  await expectHits(collector, tab).toReceive([
    { kind: 'page', email: 'late@example.test' },
    { name: 'before', email: 'late@example.test' },
    { name: 'after', body: { email_id: 'late@example.test' } },
  ])
})

test('a later page knows the contact that the collector knows, unless it names one itself', async ({ tab, site, collector }) => {
  const url = site.page({ tag: 'ours', config: { api_host: collector.url } })
  await tab.goto(url)
  await call(tab, 'identify', 'ada@example.test')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { kind: 'identify' }])
  await tab.goto(url)
  await tab.waitFor('window.sib.email_id === "ada@example.test"', 'the contact')
  expect(await tab.evaluate('JSON.stringify(localStorage) + document.cookie')).not.toContain('ada@')
  await call(tab, 'track', 'hers')
  await call(tab, 'reset')
  await call(tab, 'track', 'nobody’s')
  await expectHits(collector, tab).toReceive([
    { kind: 'page', email: 'ada@example.test' },
    { kind: 'identify', email: 'ada@example.test' },
    { kind: 'page', email: 'ada@example.test' },
    { name: 'hers', email: 'ada@example.test' },
    { name: 'nobody’s' },
  ])
  const emailsOf = async (what: string): Promise<unknown[]> =>
    (await collector.hits()).filter(({ kind, name }) => [kind, name].includes(what)).map(({ body }) => body.email_id)
  // The first view may have waited for the contact.
  expect((await emailsOf('page')).slice(1)).toEqual([undefined])
  expect([...(await emailsOf('hers')), ...(await emailsOf('nobody’s'))]).toEqual(['ada@example.test', undefined])
})

test('after reset nothing carries the former contact or visitor', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await call(tab, 'identify', 'ada@example.test')
  await call(tab, 'track', 'hers')
  await call(tab, 'reset')
  await call(tab, 'track', 'nobody’s')
  await call(tab, 'identify', 'bert@example.test')
  await call(tab, 'track', 'his')
  await expectHits(collector, tab).toReceive([
    { kind: 'page', email: 'ada@example.test' },
    { kind: 'identify', email: 'ada@example.test' },
    { name: 'hers', email: 'ada@example.test' },
    { name: 'nobody’s', email: 'bert@example.test' },
    { kind: 'identify', email: 'bert@example.test' },
    { name: 'his', email: 'bert@example.test' },
  ])
  const visitors = (await collector.hits()).map(({ cuid }) => cuid)
  expect(new Set(visitors.slice(0, 3)).size).toBe(1)
  expect(new Set(visitors.slice(3)).size).toBe(1)
  expect(visitors[3]).not.toBe(visitors[0])
  expect(await tab.evaluate('document.cookie')).toBe(`sib_cuid=${visitors[3]}`)
})

test('sub-domains share the visitor', async ({ tab, site, collector }) => {
  const page = { tag: 'ours', config: { api_host: collector.url } } as const
  await tab.goto(site.page({ ...page, origin: 'http://shop.example.test' }))
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  await tab.goto(site.page({ ...page, origin: 'http://www.example.test' }))
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { kind: 'page' }])
  expect(new Set((await collector.hits()).map(({ cuid }) => cuid)).size).toBe(1)
})

test('under a public suffix of two parts sub-domains share the visitor, and other sites do not', async ({ tab, site, collector }) => {
  const page = { tag: 'ours', config: { api_host: collector.url } } as const
  const cookies: string[] = []
  for (const host of ['shop.example.co.uk', 'www.example.co.uk', 'www.another.co.uk', 'shop.example.co.uk']) {
    await tab.goto(site.page({ ...page, title: host, origin: `http://${host}` }))
    await settle(tab, collector)
    cookies.push(await tab.evaluate<string>('document.cookie'))
  }
  const visitors = (await hitsOf(collector)).map(({ cuid }) => cuid ?? '')
  expect(cookies).toEqual(visitors.map((cuid) => `sib_cuid=${cuid}`))
  const [shop, www, another, again] = visitors
  expect([www, again]).toEqual([shop, shop])
  expect(another).not.toBe(shop)
})

test('on localhost and on an IP address the visitor stays the same, each host’s own', async ({ tab, site, collector }) => {
  const page = { tag: 'ours', config: { api_host: collector.url } } as const
  const origins = [`http://localhost:${site.ports.http}`, `http://127.0.0.1:${site.ports.http}`] as const
  for (const origin of [...origins, ...origins]) {
    await tab.goto(site.page({ ...page, title: origin, origin }))
    await settle(tab, collector)
  }
  const [local, numbered, ...again] = (await hitsOf(collector)).map(({ cuid }) => cuid)
  expect(again).toEqual([local, numbered])
  expect(numbered).not.toBe(local)
  expect(await tab.evaluate('document.cookie')).toBe(`sib_cuid=${numbered ?? ''}`)
})

test('an id that stands in the cookie is kept, of whatever shape', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'none' }))
  await tab.evaluate('void (document.cookie = "sib_cuid=0f8fad5b-d9cb-469f-a165-70867728950e.1400000000000;path=/;max-age=99")')
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await expectHits(collector, tab).toReceive([{ kind: 'page', cuid: '0f8fad5b-d9cb-469f-a165-70867728950e.1400000000000' }])
})

test('of an id that is longer than a collector takes, the first part is the visitor', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'none' }))
  await tab.evaluate('void (document.cookie = "sib_cuid=" + "0123456789".repeat(30) + ";path=/;max-age=99")')
  const url = site.page({ tag: 'ours', config: { api_host: collector.url } })
  const visit = { kind: 'page', cuid: '0123456789'.repeat(30).slice(0, 128) }
  await tab.goto(url)
  await expectHits(collector, tab).toReceive([visit])
  await tab.goto(url)
  await expectHits(collector, tab).toReceive([visit, visit])
})

test('an id under the name visitor_id is taken over, and the e-mail in a shop’s own cookie is neither taken nor changed', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'none' }))
  await tab.evaluate('["visitor_id=named", "email_id=bert@example.test"].forEach(function (cookie) { document.cookie = cookie + ";path=/;max-age=99" })')
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await expectHits(collector, tab).toReceive([{ kind: 'page', cuid: 'named', email: null }])
  await call(tab, 'identify', 'ada@example.test')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { kind: 'identify', cuid: 'named', email: 'ada@example.test' }])
  const cookies = (await tab.evaluate<string>('document.cookie')).split('; ')
  expect(cookies.sort()).toEqual(['email_id=bert@example.test', 'sib_cuid=named', 'visitor_id=named'])
})

test('the visitor’s cookie stands for 180 days, on the whole site, and for other sites not at all', async ({ tab, site, collector }) => {
  const head = `<script>
    var written = []
    Object.defineProperty(document, 'cookie', { get: function () { return '' }, set: function (text) { written.push(text) } })
  </script>`
  await tab.goto(site.page({ tag: 'ours', head, config: { api_host: collector.url } }))
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  const [cuid] = (await collector.hits()).map((hit) => hit.cuid)
  const maxAge = 180 * 24 * 60 * 60
  expect(await tab.evaluate<string[]>('written')).toContain(`sib_cuid=${cuid ?? ''};path=/;domain=;max-age=${maxAge};samesite=lax`)
})
