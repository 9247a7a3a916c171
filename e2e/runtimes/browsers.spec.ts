import { fileURLToPath } from 'node:url'
import { expect, test } from '../fixtures/test'
import { expected, linkPattern } from './expected'
import { startTroubledGate } from './troubled-gate'
import type { Places, walk } from './walk.mjs'

const folderOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

test('the REST client runs in a page, which is a runtime with fetch, too: each kind of call, refusal, retry, time limit, abort and contact tokens', async ({ tab, site, collector }) => {
  const gate = await startTroubledGate(collector.url)
  try {
    await tab.goto(site.page({ tag: 'none' }))
    const places: Places = { host: `http://127.0.0.1:${gate.port}`, maKey: 'k', secret: btoa('s'.repeat(32)) }
    const urls = { client: `${site.folder(folderOf('../../dist'))}/rest.mjs`, walk: `${site.folder(folderOf('.'))}/walk.mjs` }
    const { link, ...told } = await tab.evaluate(
      async ({ urls, places }) => {
        const modules = (await Promise.all([import(urls.client), import(urls.walk)])) as [Parameters<typeof walk>[0], { walk: typeof walk }]
        return modules[1].walk(modules[0], places)
      },
      { urls, places },
    )
    expect(told).toEqual(expected)
    expect(link).toMatch(linkPattern)
    const accepted = (await collector.hits()).filter((hit) => hit.accepted)
    expect(accepted.map(({ kind, name, email }) => [kind, name, email])).toEqual([
      ['identify', null, 'ada@example.test'],
      ['track', 'played', 'ada@example.test'],
      ['trackLink', null, 'ada@example.test'],
      ['page', 'home', 'ada@example.test'],
      ['track', 'again', 'ada@example.test'],
    ])
  } finally {
    await gate.stop()
  }
})
