import { createHash } from 'node:crypto'
import { call, ready } from './fixtures/calls'
import type { Collector } from './fixtures/collector'
import type { Tab } from './fixtures/engine/tab'
import type { PageOptions } from './fixtures/site/page'
import { expect, expectHits, test } from './fixtures/test'
import { createTag } from './shop/tag.mjs'

/** A page in which no text is taken for a script or the URL of one, but what the policies of these names have passed. */
const enforced = (names: string): Pick<PageOptions, 'title' | 'headers'> => ({
  title: 'Typed',
  headers: { 'content-security-policy': `require-trusted-types-for 'script'; trusted-types ${names}` },
})

const link = '<a id="link" href="#link">link</a>'

/** Has the page make events of each kind, and expects them all. */
async function expectAll(tab: Tab, collector: Collector): Promise<void> {
  await ready(tab)
  await call(tab, 'trackLink', '#link')
  await tab.click('#link')
  await call(tab, 'track', 'typed', { email: 'ada@example.test' })
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Typed' }, { kind: 'trackLink', name: 'link' }, { name: 'typed', email: 'ada@example.test' }])
}

test('under enforced Trusted Types the script alone works, and violates nothing', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ ...enforced("'none'"), tag: 'none', script: 'normal', body: link, config: { api_host: collector.url } }))
  await expectAll(tab, collector)
  expect(await tab.evaluate('[typeof trustedTypes, __pageErrors]')).toEqual(['object', []])
})

test('under enforced Trusted Types the tag works where the page lets URLs of scripts pass, and violates nothing', async ({ tab, site, collector }) => {
  const head = '<script>window.passed = []; trustedTypes.createPolicy("default", { createScriptURL: function (url) { passed.push(url); return url } })</script>'
  const url = site.page({ ...enforced('default'), head, tag: 'ours', body: link, config: { api_host: collector.url } })
  await tab.goto(url)
  await expectAll(tab, collector)
  expect(await tab.evaluate('[passed, __pageErrors]')).toEqual([[`${url}/sa.js?key=${site.clientKey}`], []])
})

test('under enforced Trusted Types the tag throws nothing, and the script in the page below it takes over what was called', async ({ tab, site, collector, findings }) => {
  findings.expectPageError(/^securitypolicyviolation: require-trusted-types-for /)
  const { clientKey } = site
  const script = `${collector.url}/sa.js?key=${clientKey}`
  const integrity = `sha384-${createHash('sha384').update(await (await fetch(script)).text()).digest('base64')}`
  const tag = `<script>${createTag({ collectorUrl: collector.url, clientKey, tag: 'ours' })}</script>`
  await tab.goto(site.page({ ...enforced("'none'"), tag: 'none', body: `${link}${tag}<script async src="${script}" integrity="${integrity}" crossorigin></script>` }))
  await expectAll(tab, collector)
  // The tag's own attempt; more would be the script's.
  expect(await tab.evaluate('__pageErrors.length')).toBe(1)
})
