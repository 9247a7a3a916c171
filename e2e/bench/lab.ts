import { chromium, type CDPSession, type LaunchOptions } from '@playwright/test'
import { startCollector, type Collector } from '../fixtures/collector'
import { startEngine } from '../fixtures/engine/start'
import type { Engine, Tab, Visitor } from '../fixtures/engine/tab'
import { createCertificate } from '../fixtures/network/certificate'
import { createProxy } from '../fixtures/network/proxy'
import { startSite, type Site } from '../fixtures/site/site'

/** What a measurement asks of a tab. */
export type LabTab = Pick<Tab, 'goto' | 'evaluate' | 'waitFor'> & {
  /** Slows the page's main thread down; only in Chromium, and only after a real page is there. */
  throttle?(rate: number): Promise<void>
  /** Chromium's own protocol, for this tab. */
  readonly protocol?: CDPSession
}

/** Local servers for one measurement, and browsers to come to them. */
export interface Lab {
  readonly site: Site
  readonly collector: Collector
  /** Opens one tab in a new browser. */
  open(engine: Engine['name']): Promise<LabTab>
  /** A visitor with a new browser, as the tests have them. */
  visit(engine: Engine['name']): Promise<Visitor>
}

/** Headers that isolate a page from other origins: browsers give only such a page a clock of 5 to 20 us (High Resolution Time, 8.1). */
export const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

/** Chromium as the tests start it, but without a proxy: everything here is at loopback addresses. */
export const chromiumOptions: LaunchOptions = {
  executablePath: '/usr/bin/chromium',
  args: [
    ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    ...['--disable-component-update', '--disable-sync'],
  ],
}

/** Runs with a lab of its own, and clears it away. */
export async function withLab<T>(run: (lab: Lab) => Promise<T>): Promise<T> {
  const undo: (() => Promise<void>)[] = []
  try {
    const proxy = await createProxy()
    undo.push(proxy.stop)
    const site = await startSite(createCertificate(['*.example.test']))
    undo.push(site.stop)
    const collector = await startCollector()
    undo.push(collector.remove)
    const visit: Lab['visit'] = async (name) => {
      const engine = await startEngine(name, proxy.port)
      undo.push(engine.stop)
      return engine.newVisitor()
    }
    const open: Lab['open'] = async (name) => (name === 'chromium' ? openChromium(undo) : (await visit(name)).openTab())
    return await run({ site, collector, open, visit })
  } finally {
    for (const stop of undo.reverse()) await stop()
  }
}

/** A tab with a line to Chromium's own protocol. */
async function openChromium(undo: (() => Promise<void>)[]): Promise<LabTab> {
  const browser = await chromium.launch(chromiumOptions)
  undo.push(() => browser.close())
  const page = await browser.newPage()
  const protocol = await page.context().newCDPSession(page)
  return {
    protocol,
    goto: async (url) => {
      await page.goto(url)
    },
    evaluate: (code, arg) => page.evaluate(code as never, arg),
    waitFor: async (predicate, _description, arg) => {
      await page.waitForFunction(predicate as never, arg)
    },
    throttle: async (rate) => {
      await protocol.send('Emulation.setCPUThrottlingRate', { rate })
    },
  }
}
