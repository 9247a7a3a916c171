import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call, ready } from './fixtures/calls'
import type { Collector } from './fixtures/collector'
import type { PageOptions } from './fixtures/site/page'
import { watchFailure } from './fixtures/site/script-failure'
import type { Site } from './fixtures/site/site'
import { expect, expectHits, test } from './fixtures/test'
import { root } from './run/command.mjs'
import { createTag } from './shop/tag.mjs'

const nonce = 'bm9uY2Ugb2YgdGhlIHRlc3Q'

/** A page and what its policy allows to run. */
type Allowed = Pick<PageOptions, 'tag' | 'script' | 'setup' | 'body' | 'config'> & { readonly scripts: string }

const link = '<a id="link" href="#link">link</a>'

/** Ways in which a page with a strict policy can have the tag. */
const ways: Readonly<Record<string, (site: Site, collector: Collector) => Allowed>> = {
  'a nonce, and leave for what that script adds': (_site, { url }) => ({ tag: 'ours', body: link, config: { api_host: url }, scripts: "'strict-dynamic'" }),
  'a nonce, and the host of the script': (site, { url }) => ({ tag: 'ours', body: link, config: { api_host: url }, scripts: site.origin }),
  'the hash of the tag, and the host of the script': ({ clientKey }, { url }) => {
    const source = createTag({ collectorUrl: url, clientKey, tag: 'ours' })
    const hash = createHash('sha256').update(source).digest('base64')
    return { tag: 'none', body: `${link}<script>${source}</script>`, scripts: `'sha256-${hash}' ${url}` }
  },
  'a nonce on the script alone': (_site, { url }) => ({ tag: 'none', script: 'normal', body: link, config: { api_host: url }, scripts: '' }),
}

for (const [what, way] of Object.entries(ways)) {
  test(`under a policy that forbids all else, with ${what}: every event arrives, and nothing is violated`, async ({ tab, site, collector }) => {
    const { scripts, ...page } = way(site, collector)
    const policy = `default-src 'none'; script-src 'nonce-${nonce}' ${scripts}; connect-src ${collector.url}`
    const url = site.page({ ...page, title: 'Strict', nonce, headers: { 'content-security-policy': policy } })
    await tab.goto(url)
    await ready(tab)
    await call(tab, 'trackLink', '#link')
    await tab.click('#link')
    await call(tab, 'identify', 'ada@example.test')
    // Neither can this page report itself, nor be asked when it has been left.
    expect(await tab.evaluate('__pageErrors')).toEqual([])
    await tab.evaluate('sendinblue.track("leaving"), void (location.href = "?again")')
    await tab.waitFor('location.search === "?again" && window.sib && typeof sib.track === "function"', 'the page again')
    await expectHits(collector, tab).toReceive([
      { kind: 'page', name: 'Strict', key: site.clientKey },
      { kind: 'trackLink', name: 'link' },
      { kind: 'identify', email: 'ada@example.test' },
      { name: 'leaving' },
      { kind: 'page', name: 'Strict', body: { ma_url: `${url}?again` } },
    ])
  })
}

/** The words by which the guide pins the script in the tag, and what they go before. */
const pin = /`(n\.integrity=.*)` before `(.*)` in the tag/.exec(readFileSync(join(root, 'docs/guides.md'), 'utf8'))

for (const [which, bytes] of [
  ['that was published', readFileSync(join(root, 'dist/sa.js'))],
  ['of another version', 'another version'],
] as const) {
  test(`a tag that pins the script ${which}, as the guide says`, async ({ tab, site, collector }) => {
    const [, words = '', place = ''] = pin ?? []
    const tag = createTag({ collectorUrl: collector.url, clientKey: site.clientKey, tag: 'ours' })
    const digest = createHash('sha384').update(bytes).digest('base64')
    const pinned = tag.replace(place, () => words.replace('…', digest) + place)
    expect(pinned).toContain(digest)
    await tab.goto(site.page({ tag: 'none', title: 'Pinned', head: watchFailure, body: `<script>${pinned}</script>` }))
    if (which === 'that was published') return expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Pinned' }])
    await tab.waitFor('window.scriptFailed', 'the failure of the script')
    expect(await tab.evaluate('[sib.equeue.length, typeof sib.track]')).toEqual([1, 'undefined'])
  })
}

test('the tag that a collector prints, pinned, runs as it is under a policy that names the collector, and its script is asked for once in two pages', async ({ tab, site, collector }) => {
  const { url: address } = collector
  const tag = execFileSync(process.execPath, [join(root, 'dist/collector.mjs'), 'tag', '--key', site.clientKey, '--address', address, '--pin'], { encoding: 'utf8' })
  const hash = createHash('sha256').update(tag.slice('<script>'.length, tag.indexOf('</script>'))).digest('base64')
  const policy = `default-src 'none'; script-src 'nonce-${nonce}' 'sha256-${hash}' ${address}; connect-src ${address}`
  const url = site.page({ tag: 'none', title: 'Printed', body: tag, nonce, headers: { 'content-security-policy': policy } })
  await tab.goto(url)
  await ready(tab)
  await tab.goto(`${url}?again`)
  await ready(tab)
  const kept = await tab.evaluate('performance.getEntriesByType("resource").filter((one) => /sa-/.test(one.name)).map((one) => one.transferSize)')
  expect(kept).toEqual([0])
  expect(await tab.evaluate('__pageErrors')).toEqual([])
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Printed', key: site.clientKey }, { kind: 'page', name: 'Printed' }])
})
