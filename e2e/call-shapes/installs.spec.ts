import { ready } from '../fixtures/calls'
import { delivered } from '../fixtures/hits'
import { expect, test } from '../fixtures/test'
import { installs } from './installs'

const title = 'The page of the installs'
const last = 'the last event'

test('every way of installing comes to its hits and no others, of nobody', async ({ tab, site, collector }) => {
  const { clientKey } = site
  for (const install of installs) {
    const before = (await collector.hits()).length
    const page = install.page({ scriptUrl: `${collector.url}/sa.js`, apiHost: collector.url, clientKey })
    await tab.goto(site.page({ ...page, title, config: { api_host: collector.url } }))
    await ready(tab)
    await tab.evaluate(`void (${install.live ?? '0'}, sib.track('${last}'))`)
    await delivered(tab, collector, { name: last, after: before })
    const hits = (await collector.hits()).slice(before).map(({ name, kind, email, key }) => ({ name, kind, email, key }))
    const wanted = [...install.names, last].map((name) => (name === 'view' ? { name: title, kind: 'page' } : { name, kind: 'track' }))
    expect.soft(hits, `${install.says} (${install.rules.join(', ')})`).toEqual(wanted.map((hit) => ({ ...hit, email: null, key: clientKey })))
  }
})
