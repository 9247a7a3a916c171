import { ready } from './fixtures/calls'
import type { ClickWay, Tab } from './fixtures/engine/tab'
import { expectHits, test } from './fixtures/test'

/** Follows the link of this id. */
type Follow = (tab: Tab, id: string) => Promise<void>

const clicked = (way: ClickWay): Follow => (tab, id) => tab.click(`#${id}`, way)

const byEnter: Follow = async (tab, id) => {
  await tab.evaluate((focused: string) => document.getElementById(focused)?.focus(), id)
  await tab.press('Enter')
}

const onlyMainButton = 'WebDriver presses the main button there, whichever it is told'

/** A page whose links lead nowhere, as those of apps do which move by themselves. */
const stays = (ids: readonly string[]): string => `<nav onclick="event.preventDefault()" onauxclick="event.preventDefault()">${ids.map((id) => `<a id="${id}" href="/${id}">${id}</a> `).join('')}</nav>`

test('a link is recorded once by the main button, with each key held down, and by the Enter key', async ({ tab, site, collector }) => {
  const keys = ['Alt', 'Control', 'Meta', 'Shift'] as const
  const ids = ['plain', ...keys, 'all', 'Enter']
  await tab.goto(site.page({ tag: 'ours', body: stays(ids), config: { api_host: collector.url }, setup: 'sendinblue.trackLink("nav a")' }))
  await ready(tab)
  await clicked({})(tab, 'plain')
  for (const key of keys) await clicked({ modifiers: [key] })(tab, key)
  await clicked({ modifiers: keys })(tab, 'all')
  await byEnter(tab, 'Enter')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, ...ids.map((name) => ({ kind: 'trackLink', name, body: { href: `${site.origin}/${name}` } }))])
})

test('a link is recorded once by the middle button, and never by the one that opens a menu', async ({ engine, tab, site, collector }) => {
  test.skip(engine.name === 'webkit', onlyMainButton)
  await tab.goto(site.page({ tag: 'ours', body: stays(['middle', 'right']), config: { api_host: collector.url }, setup: 'sendinblue.trackLink("nav a")' }))
  await ready(tab)
  await clicked({ button: 'right' })(tab, 'right')
  await clicked({ button: 'middle' })(tab, 'middle')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { kind: 'trackLink', name: 'middle' }])
})

const departures: Readonly<Record<string, Follow>> = {
  'the Enter key': byEnter,
  'the main button and Control': clicked({ modifiers: ['Control'] }),
  'the main button and Shift': clicked({ modifiers: ['Shift'] }),
  'the middle button': clicked({ button: 'middle' }),
}

for (const [what, follow] of Object.entries(departures)) {
  test(`${what} leads where the link points, in this tab or another, and the link is recorded once`, async ({ engine, tab, site, collector }) => {
    test.skip(engine.name === 'webkit' && what === 'the middle button', onlyMainButton)
    const config = { api_host: collector.url }
    const next = site.page({ tag: 'ours', title: 'Next', config })
    await tab.goto(site.page({ tag: 'ours', title: 'Shop', body: `<a id="away" href="${next}">away</a>`, config, setup: 'sendinblue.trackLink("#away")' }))
    await ready(tab)
    await expectHits(collector, tab).toReceive([{ name: 'Shop' }])
    await follow(tab, 'away')
    const all = [{ name: 'Shop' }, { kind: 'trackLink', name: 'away', body: { href: next } }, { name: 'Next', body: { ma_url: next } }]
    await expectHits(collector).toReceive(all)
    // Whichever page is in the first tab now, it has no more to tell.
    await ready(tab)
    await expectHits(collector, tab).toReceive(all)
  })
}
