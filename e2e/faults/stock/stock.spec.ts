import { poll } from '../../fixtures/poll'
import { expect, test } from './test'

const mark = 'localStorage.setItem("mark", "one")'
const marked = 'localStorage.getItem("mark")'

test.describe('a browser as its visitors have it', () => {
  test('keeps its profile over a quit and a kill', async ({ stock, profile, site }) => {
    const url = site.page({ tag: 'none' })
    const tab = await stock.openTab()
    await tab.goto(url)
    await tab.evaluate(mark)
    await stock.quit()
    await profile.launch()
    const second = await stock.openTab()
    await second.goto(url)
    expect(await second.evaluate(marked)).toBe('one')
    await stock.kill9()
    await profile.launch()
    const third = await stock.openTab()
    await third.goto(url)
    expect(await third.evaluate(marked)).toBe('one')
  })

  test('tells pages when their tab goes to the background', async ({ engine, stock, site }) => {
    test.skip(engine.name === 'webkit', 'WebKitGTK without automation cannot switch tabs')
    const tab = await stock.openTab()
    await tab.goto(site.page({ tag: 'none', setup: 'states = []; document.addEventListener("visibilitychange", () => states.push(document.visibilityState))' }))
    await tab.show()
    await tab.hide()
    await tab.waitFor('document.hidden', 'the background')
    await tab.show()
    await tab.waitFor('!document.hidden', 'the front')
    expect(await tab.evaluate<string[]>('states.slice(-2)')).toEqual(['hidden', 'visible'])
  })

  test('loses a page in a crash, not its storage', async ({ stock, site }) => {
    const url = site.page({ tag: 'none' })
    const tab = await stock.openTab()
    await tab.goto(url)
    await tab.evaluate(mark)
    await tab.crash()
    const other = await stock.openTab()
    await other.goto(url)
    expect(await other.evaluate(marked)).toBe('one')
    expect(stock.tabs()).toEqual([other])
  })

  test('keeps pages that are left, and shows them again', async ({ stock, site }) => {
    const tab = await stock.openTab()
    const first = site.page({ tag: 'none', title: 'First' })
    await tab.goto(first)
    await tab.evaluate('window.mark = 1')
    await tab.evaluate(`void setTimeout(() => { location.href = '${site.page({ tag: 'none', title: 'Second' })}' })`)
    await tab.waitFor('document.title === "Second"', 'the second page')
    await tab.goBack()
    expect(await tab.evaluate('window.mark')).toBe(1)
  })
})

test('Chromium freezes a hidden page and lets it go on', async ({ engine, stock, site }) => {
  test.skip(engine.name !== 'chromium', 'only the DevTools protocol of Chromium can freeze a page')
  const tab = await stock.openTab()
  await tab.goto(site.page({ tag: 'none', setup: 'ticks = 0; setInterval(() => ticks++, 10)' }))
  await tab.hide()
  await tab.setFrozen(true)
  const before = await tab.evaluate<number>('ticks')
  await poll(() => tab.evaluate<number>('performance.now()'), (now) => now > 1500, { description: '1.5 s of the page' })
  expect(await tab.evaluate<number>('ticks')).toBe(before)
  await tab.setFrozen(false)
  await tab.waitFor((count: number) => (window as unknown as { ticks: number }).ticks > count, 'a tick', before)
})
