import { ready } from './fixtures/calls'
import { expect, expectHits, test } from './fixtures/test'

const body = `
  <a id="plain" href="#plain">plain</a>
  <a id="nested" href="/nested" onclick="event.preventDefault()"><b id="inner">nested</b></a>
  <ul id="list"><li><a class="many" href="#one">one</a></li><li><a class="many" href="#two">two</a></li></ul>
  <svg width="80" height="20"><a id="drawn" href="#drawn"><text id="text" y="15">drawn</text></a></svg>`

test('a watched link is recorded at each click, with its absolute target, and the click is left alone', async ({ tab, site, collector }) => {
  const url = site.page({ tag: 'ours', body, config: { api_host: collector.url, spa: false } })
  await tab.goto(url)
  await ready(tab)
  await tab.evaluate(() => {
    const { sendinblue } = window as unknown as { sendinblue: { trackLink(...args: unknown[]): void } }
    sendinblue.trackLink(document.getElementById('plain'), { place: 'head' })
    sendinblue.trackLink(document.getElementById('nested'))
    sendinblue.trackLink(document.querySelectorAll('#list a'))
    sendinblue.trackLink('#drawn')
  })
  await tab.click('#plain')
  expect(await tab.url()).toBe(`${url}#plain`)
  await tab.click('#inner')
  await tab.click('li:nth-child(2) a')
  await tab.click('#text')
  await expectHits(collector, tab).toReceive([
    { kind: 'page' },
    { kind: 'trackLink', name: 'plain', body: { href: `${url}#plain`, properties: { place: 'head' } } },
    { kind: 'trackLink', name: 'nested', body: { href: `${site.origin}/nested` } },
    { kind: 'trackLink', body: { href: `${url}#two` } },
    { kind: 'trackLink', name: 'drawn', body: { href: `${url}#drawn` } },
  ])
})

test('a click that the page keeps from going further counts, too', async ({ tab, site, collector }) => {
  const inMenu = '<nav onclick="event.stopPropagation()"><a id="entry" href="#entry">entry</a></nav>'
  await tab.goto(site.page({ tag: 'ours', body: inMenu, config: { api_host: collector.url, spa: false }, setup: 'sendinblue.trackLink("nav a")' }))
  await ready(tab)
  await tab.click('#entry')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, { kind: 'trackLink', name: 'entry' }])
})

test('a click that navigates arrives once', async ({ tab, site, collector }) => {
  const config = { api_host: collector.url }
  const next = site.page({ tag: 'ours', title: 'Next', config })
  await tab.goto(site.page({ tag: 'ours', title: 'Shop', body: `<a id="away" href="${next}">away</a>`, config, setup: 'sendinblue.trackLink(document.getElementById("away"))' }))
  await expectHits(collector).toReceive([{ name: 'Shop' }])
  await ready(tab)
  await tab.click('#away')
  await tab.waitFor('document.title === "Next" && typeof sib.track === "function"', 'the next page')
  await expectHits(collector, tab).toReceive([{ name: 'Shop' }, { kind: 'trackLink', name: 'away', body: { href: next } }, { name: 'Next' }])
})

test('links that come later are watched through a selector, in shadow roots too, once a click', async ({ tab, site, collector }) => {
  const url = site.page({ tag: 'ours', config: { api_host: collector.url, spa: false }, body: '<p>nothing yet</p>' })
  await tab.goto(url)
  await ready(tab)
  await tab.evaluate(() => {
    const { sendinblue } = window as unknown as { sendinblue: { trackLink(...args: unknown[]): void } }
    sendinblue.trackLink('a.late', { by: 'selector' })
    const [late, other, inner] = ['late', 'other', 'inner'].map((id) => {
      const link = document.createElement('a')
      Object.assign(link, { id, href: `#${id}`, textContent: id, className: id === 'other' ? '' : 'late' })
      return link
    }) as [HTMLAnchorElement, HTMLAnchorElement, HTMLAnchorElement]
    const host = document.body.appendChild(document.createElement('div'))
    host.attachShadow({ mode: 'open' }).append(inner)
    document.body.append(late, other)
    sendinblue.trackLink(late, { by: 'element' })
    for (const link of [late, other, inner]) link.click()
  })
  await expectHits(collector, tab).toReceive([
    { kind: 'page' },
    { kind: 'trackLink', name: 'late', body: { href: `${url}#late`, properties: { by: 'selector' } } },
    { kind: 'trackLink', name: 'inner', body: { href: `${url}#inner`, properties: { by: 'selector' } } },
  ])
})
