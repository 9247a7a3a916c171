import { call, ready, traces } from './fixtures/calls'
import { expect, expectHits, test } from './fixtures/test'

test('a script that comes three seconds late sends what was called before, with the times of the calls', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', script: { delayMs: 3000 }, config: { api_host: collector.url } }))
  const calledMs = await tab.evaluate<number>('sendinblue.track("early"), Date.now()')
  await ready(tab)
  const loadedMs = await tab.evaluate<number>('Date.now()')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'early' }])
  const early = (await collector.hits()).find(({ name }) => name === 'early')
  expect(Math.abs((early?.ts ?? 0) - calledMs)).toBeLessThan(50)
  expect(loadedMs - calledMs).toBeGreaterThan(1000)
})

test('calls keep the URL at which they were made', async ({ tab, site, collector }) => {
  const url = site.page({ tag: 'ours', script: 'held', config: { api_host: collector.url, spa: false } })
  await tab.goto(url)
  await call(tab, 'track', 'here')
  await tab.evaluate('history.pushState(null, "", "/elsewhere")')
  site.releaseScript()
  await ready(tab)
  await call(tab, 'track', 'there')
  await expectHits(collector, tab).toReceive([
    { kind: 'page', body: { ma_url: url, ma_path: new URL(url).pathname } },
    { name: 'here', body: { ma_url: url } },
    { name: 'there', body: { ma_url: `${site.origin}/elsewhere` } },
  ])
})

test('what a click in an e-mail has put into the address is kept for the first view, though the app strips it before the script has come', async ({ tab, site, collector }) => {
  const opaque = '_sc=a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6&_se=eyJhbGciOiJIUzI1NiJ9x1y2z3a4b5c6d7e8f9'
  const url = site.page({ tag: 'ours', script: 'held', title: 'Landing', config: { api_host: collector.url }, setup: 'history.replaceState(null, "", location.pathname)' })
  await tab.goto(`${url}?${opaque}`)
  site.releaseScript()
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Landing', body: { ma_url: `${url}?${opaque}` } }])
  expect(await tab.url()).toBe(url)
})

for (const script of ['blocked', 'missing'] as const) {
  test(`a script that is ${script} leaves the page as it is`, async ({ tab, site, collector }) => {
    const body = '<button id="b" onclick="sendinblue.track(\'clicked\'); this.textContent = \'done\'">buy</button>'
    await tab.goto(site.page({ tag: 'ours', script, body, config: { api_host: collector.url } }))
    await tab.click('#b')
    expect(await tab.text('#b')).toBe('done')
    for (let n = 0; n < 120; n++) await call(tab, 'track', `event ${n}`)
    expect(await tab.evaluate('[sib.equeue.length, sib.dropped]')).toEqual([100, 22])
    expect(await traces(tab)).toEqual([])
    expect(await collector.hits()).toEqual([])
  })
}

test('calls beyond the hundred that wait are counted to the collector', async ({ tab, site, collector }) => {
  const setup = 'for (var n = 0; n !== 103; n++) sendinblue.track("event " + n)'
  await tab.goto(site.page({ tag: 'ours', setup, config: { api_host: collector.url } }))
  await ready(tab)
  const names = Array.from({ length: 99 }, (_, n) => ({ name: `event ${n}` }))
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, ...names, { kind: 'dropped', body: { properties: { queue: 4 } } }])
  expect((await collector.stats()).dropped).toEqual({ queue: 4 })
})
