import { ready } from '../fixtures/calls'
import { expect, test } from '../fixtures/test'
import { clickAll, followedIds, heldBack, kinds, links, type Times } from './clicks'
import { namesIn } from './receipts'
import { row } from './row'

const counts = (times: Times): readonly number[] => kinds.map((kind) => times[kind].length)

// Some of the clicks hide the page, and what a page hands over then goes side by side.
row('F48', 'links are followed in every way, and no click is held back', { isLeftInHaste: true }, async (parts) => {
  const { pages, mode, gate, ledger, visitor, tab } = parts
  await pages.open(tab, { body: links, config: { spa: false } })
  const url = await tab.url()
  const names = followedIds.map((id) => (mode === 'collector' ? id : `${url}#${id}`))
  ledger.accept(names, 'clicks')
  const times = await clickAll(tab)
  expect(new Set(counts(times))).toEqual(new Set([5]))
  test.info().annotations.push({ type: 'ms for each click', description: JSON.stringify(times) })
  expect(heldBack(times), JSON.stringify(times)).toEqual([])
  await tab.waitFor('location.hash === "#shadow0"', 'the last place that was gone to')
  const passed = (): string[] => gate.requests().filter(({ isPassed }) => isPassed).flatMap(({ body }) => namesIn(body))
  await expect.poll(() => names.filter((name) => !passed().includes(name)), { timeout: 15_000 }).toEqual([])
  expect(visitor.tabs()).toContain(tab)
  await ready(tab)
})

test('a script that holds back one kind of click is found out by that kind', async ({ tab, site, collector }) => {
  const url = site.page({ tag: 'ours', body: links, config: { api_host: collector.url, spa: false } })
  for (const kind of ['Enter', 'middle', 'shadow'] as const) {
    await tab.goto(url)
    await ready(tab)
    expect(heldBack(await clickAll(tab, kind))).toEqual([kind])
  }
})
