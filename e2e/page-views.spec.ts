import { call } from './fixtures/calls'
import { poll } from './fixtures/poll'
import { expectHits, hitsOf, settle, test } from './fixtures/test'

/** A promise in the page, for longer than a view of ours waits for its title (src/tracker/page-views.ts). */
const untilTitleSettles = 'new Promise((resolve) => setTimeout(resolve, 400))'

test('each route of a single-page app is a page view, with the title that it settles on', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', title: 'Home', config: { api_host: collector.url } }))
  await settle(tab, collector)
  for (const name of ['Shirts', 'Shoes']) {
    await tab.evaluate((title: string) => {
      history.pushState(null, '', `/${title}`)
      setTimeout(() => (document.title = title))
    }, name)
    await poll(() => hitsOf(collector), (hits) => hits.at(-1)?.name === name, { description: `the view of ${name}` })
  }
  await tab.evaluate('history.replaceState({ scroll: 1 }, "")')
  await expectHits(collector).toReceive([
    { kind: 'page', name: 'Home' },
    { kind: 'page', name: 'Shirts', body: { ma_url: `${site.origin}/Shirts`, ma_path: '/Shirts' } },
    { kind: 'page', name: 'Shoes', body: { ma_url: `${site.origin}/Shoes` } },
  ])
})

test('a page that writes its query anew, for a variant or without the parameters of a campaign, stays one view', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', title: 'Home', config: { api_host: collector.url } }))
  await settle(tab, collector)
  for (const query of ['?size=42', '?size=43', '?']) await tab.evaluate(`history.replaceState(null, '', '${query}'), ${untilTitleSettles}`)
  await tab.evaluate('history.pushState(null, "", "/next?size=42")')
  await expectHits(collector).toReceive([{ name: 'Home' }, { kind: 'page', body: { ma_path: '/next' } }])
})

test('an app that records its pages itself is not counted twice', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', title: 'Home', config: { api_host: collector.url } }))
  await settle(tab, collector)
  await tab.evaluate('history.pushState(null, "", "/own"), sendinblue.page("Own")')
  await tab.evaluate('history.pushState(null, "", "/next")')
  await expectHits(collector).toReceive([{ name: 'Home' }, { name: 'Own' }, { kind: 'page', body: { ma_path: '/next' } }])
})

test('an app that records its pages right before it goes there is not counted twice', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', title: 'Home', config: { api_host: collector.url } }))
  await settle(tab, collector)
  for (const path of ['/one', '/two', '/three']) {
    await tab.evaluate(`sendinblue.page('${path}'), history.pushState(null, '', '${path}'), ${untilTitleSettles}`)
  }
  await expectHits(collector, tab).toReceive([{ name: 'Home' }, { name: '/one' }, { name: '/two' }, { name: '/three' }])
})

test('an app that records its pages late, once it has its data, is counted twice two times at most', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', title: 'Home', config: { api_host: collector.url } }))
  await settle(tab, collector)
  for (const path of ['/one', '/two', '/three', '/four']) {
    await tab.evaluate(`history.pushState(null, '', '${path}'), ${untilTitleSettles}.then(() => (sendinblue.page('${path}'), ${untilTitleSettles}))`)
  }
  await expectHits(collector, tab).toReceive(['Home', 'Home', '/one', 'Home', '/two', '/three', '/four'].map((name) => ({ name })))
})

test('with spa: false only calls are page views', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', title: 'Home', config: { api_host: collector.url, spa: false } }))
  await settle(tab, collector)
  await tab.evaluate('history.pushState(null, "", "/silent")')
  await call(tab, 'page', 'Said')
  await expectHits(collector, tab).toReceive([{ name: 'Home' }, { name: 'Said', body: { ma_path: '/silent' } }])
})
