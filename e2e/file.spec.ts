import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { call, ready } from './fixtures/calls'
import { pageSource } from './fixtures/site/page'
import { expect, expectHits, hitsOf, test as inBrowser } from './fixtures/test'

/** Writes a page whose script is at this URL, seen from the page, and returns the page's. */
type Write = (scriptUrl: string) => string

const test = inBrowser.extend<{ write: Write }>({
  write: async ({ site, collector }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'sib-page-'))
    const path = join(folder, 'page.html')
    const url = pathToFileURL(path).href
    copyFileSync(new URL('../dist/sa.js', import.meta.url), join(folder, 'sa.js'))
    await use((scriptUrl) => {
      const page = { tag: 'ours', title: 'Filed', body: '<a id="link" href="#link">link</a>', config: { api_host: collector.url } } as const
      const place = { clientKey: site.clientKey, scriptUrl: new URL(scriptUrl, url).href, recorderPath: `${site.origin}/recorder.js` }
      writeFileSync(path, pageSource(page, place))
      return url
    })
    rmSync(folder, { recursive: true })
  },
})

for (const where of ['beside it', 'at the collector'] as const) {
  test(`a page opened as a file, with the script ${where}, has its events arrive, all of one visitor`, async ({ engine, tab, site, collector, write }) => {
    const url = write(where === 'beside it' ? 'sa.js' : `${collector.url}/sa.js`)
    await tab.goto(url)
    await ready(tab)
    await call(tab, 'trackLink', '#link')
    await tab.click('#link')
    await call(tab, 'track', 'filed', { email: 'ada@example.test' })
    await expectHits(collector, tab).toReceive([
      { kind: 'page', name: 'Filed', key: site.clientKey, body: { ma_url: url, ma_path: new URL(url).pathname } },
      { kind: 'trackLink', name: 'link', body: { href: `${url}#link` } },
      { name: 'filed', email: 'ada@example.test' },
    ])
    const visitors = new Set((await hitsOf(collector)).map(({ cuid }) => cuid))
    expect(visitors.size).toBe(1)
    // Chromium keeps no cookies for files; the visitor lasts as long as the page there.
    expect(await tab.evaluate('document.cookie')).toBe(engine.name === 'chromium' ? '' : `sib_cuid=${[...visitors].join()}`)
  })
}

test('what a page opened as a file could not send waits until it is opened again', async ({ tab, collector, write }) => {
  await tab.goto(write('sa.js'))
  await expectHits(collector, tab).toReceive([{ kind: 'page', name: 'Filed' }])
  await collector.stop()
  await call(tab, 'track', 'during the outage')
  await tab.reload()
  await ready(tab)
  await collector.start()
  await call(tab, 'track', 'after it')
  const names = async (): Promise<string[]> => (await hitsOf(collector)).map(({ name }) => name ?? '').sort()
  await expect.poll(names, { timeout: 20_000 }).toEqual(['Filed', 'Filed', 'after it', 'during the outage'])
})
