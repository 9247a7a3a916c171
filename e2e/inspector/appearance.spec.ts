import { createServer } from 'node:http'
import { chromium } from '@playwright/test'
import { startCollector } from '../fixtures/collector'
import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import { close, listen } from '../fixtures/network/listen'
import { expect, test as base } from '../fixtures/test'
import { go, open, send, shop, thomas, visitor } from './steps'

const long = 'long'.repeat(100)

/** A collector that has something to show in every view; what it forwards is refused for good, for a long reason. */
const test = base.extend<{ collector: Collector }>({
  collector: async ({}, use) => {
    const upstream = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(400).end(JSON.stringify({ code: 'invalid_parameter', message: long })))
    })
    const collector = await startCollector({ forward: 'v2', forwardHost: `http://127.0.0.1:${await listen(upstream)}` })
    await send(collector, visitor('v', ...hits))
    await use(collector)
    await collector.remove()
    upstream.closeAllConnections()
    await close(upstream)
  },
})

const hits = [
  { properties: { FIRSTNAME: long }, sib_name: 'A rather long name of a page, as pages have them'.repeat(3), email_id: thomas, ma_url: `${shop}/${long}` },
  { sib_type: 'track', sib_name: `cart_${long.slice(0, 200)}`, email_id: thomas },
  { sib_type: 'track', sib_name: '' },
  { sib_type: 'identify', email_id: thomas },
  { sib_type: 'trackLink', href: `${shop}/${long}`, email_id: thomas },
  { sib_type: 'dropped', properties: { overflow: 3 } },
]

/** The views, and what shows that there is something in them. */
const views = [
  ['live', '.hit.rejected'],
  ['contacts', '.contact'],
  [`person?email=${thomas}`, '.attributes'],
  ['check', '#sites .card'],
  ['health', '.bars'],
  ['forwarding', '#dead-letters li'],
] as const

test('is narrow enough for a phone', async ({ engine, collector }) => {
  test.skip(engine.name !== 'chromium', 'the drivers of the other engines cannot make a narrow window here')
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
  await page.goto(collector.inspectorUrl)
  await page.tap('.hit summary')
  await page.waitForSelector('.detail')
  for (const [hash, sign] of views) {
    await page.evaluate((to) => void (location.hash = to), `#/${hash}`)
    await page.waitForSelector(sign)
    expect([hash, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([hash, 360])
  }
  // The button at the end of a letter can be reached.
  expect(await page.evaluate('document.querySelector("#dead-letters button").getBoundingClientRect().right <= 360')).toBe(true)
  await browser.close()
})

/** The contrast of each text that is shown, by light and by dark, where it is less than WCAG 2.2 wants of normal text (1.4.3). */
const pale = (tab: Tab): Promise<{ texts: number; found: string[] }> =>
  tab.evaluate(() => {
    const luminance = (text: string): number => {
      const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const groundOf = (element: Element): string => {
      const { backgroundColor } = getComputedStyle(element)
      return backgroundColor === 'rgba(0, 0, 0, 0)' && element.parentElement ? groundOf(element.parentElement) : backgroundColor
    }
    const isText = (element: HTMLElement): boolean => element.offsetParent !== null && [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim())
    const texts = [...document.body.querySelectorAll<HTMLElement>('*')].filter(isText)
    const found = ['light', 'dark'].flatMap((scheme) => {
      document.documentElement.style.colorScheme = scheme
      return texts.flatMap((element) => {
        const [one, two] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))]
        const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
        return ratio < 4.5 ? [`${scheme}: ${element.localName}.${element.className} ${ratio.toFixed(2)}`] : []
      })
    })
    return { texts: texts.length, found }
  })

test('is readable by light and by dark, in every view', async ({ tab, collector }) => {
  await open(tab, collector)
  for (const [hash, sign] of views) {
    await go(tab, `#/${hash}`)
    await tab.waitFor((selector: string) => document.querySelector<HTMLElement>(`section:not([hidden]) ${selector}`)?.offsetParent, hash, sign)
    await tab.evaluate('document.querySelectorAll("main section:not([hidden]) details").forEach(function (one) { one.open = true })')
    await tab.waitFor('[...document.querySelectorAll("main section:not([hidden]) .hit details")].every((one) => one.querySelector(".detail"))', 'the details')
    const { texts, found } = await pale(tab)
    expect(texts).toBeGreaterThan(10)
    expect([hash, found]).toEqual([hash, []])
  }
})
