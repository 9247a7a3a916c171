import { setTimeout as pause } from 'node:timers/promises'
import { launch, type Browser, type LaunchOptions, type Page } from 'puppeteer-core'
import { createTab, type TabDriver } from '../../fixtures/engine/tab'
import { poll } from '../../fixtures/poll'
import type { StockBrowser, StockStart, StockTab } from './browser'
import { familyOf, killAll, killPage } from './processes'

/** How the processes that run pages can be told from the browser's other ones. */
const contentProcess = { chromium: / --type=renderer /, firefox: / tab$/ } as const

/**
 * Chromium with none of the switches that a test runner adds: those keep timers of hidden tabs running and
 * the back/forward cache empty.
 */
export async function startChromium({ folder, proxyPort }: StockStart): Promise<StockBrowser> {
  return start('chromium', {
    executablePath: '/usr/bin/chromium',
    ignoreDefaultArgs: true,
    args: [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', `--proxy-server=http://127.0.0.1:${proxyPort}`],
      // Chromium holds back the timers of a hidden page to one a minute; here after a second instead of five minutes.
      '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1',
      // The driver's own option ends with the tab, and with it every request that was to outlive the tab.
      ...['--ignore-certificate-errors', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'],
    ],
  })
}

/** Firefox with its own settings but for the way out. */
export async function startFirefox({ folder, proxyPort }: StockStart): Promise<StockBrowser> {
  return start('firefox', {
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    userDataDir: folder,
    // Its crash reporter would ask what to do about a killed content process.
    env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' },
    extraPrefsFirefox: {
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': proxyPort,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': proxyPort,
      // As above: the budget for timers of hidden pages holds from the first second, not only from the thirtieth.
      'dom.timeout.throttling_delay': 1000,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  })
}

async function start(name: keyof typeof contentProcess, options: LaunchOptions): Promise<StockBrowser> {
  const browser = await launch({ headless: true, acceptInsecureCerts: true, defaultViewport: null, ...options })
  const pid = browser.process()?.pid ?? 0
  const [blank] = await browser.pages()
  let tabs: StockTab[] = []

  const openTab = async (): Promise<StockTab> => {
    const page = await browser.newPage()
    const leave = (): void => void (tabs = tabs.filter((other) => other !== tab))
    const tab: StockTab = {
      ...createTab(driverOf(page)),
      show: () => page.bringToFront(),
      hide: async () => blank?.bringToFront(),
      crash: async () => {
        leave()
        await killPage(pid, contentProcess[name], () => page.evaluate('true'))
      },
      setFrozen: async (isFrozen) => {
        const session = await page.createCDPSession()
        await session.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' })
        await session.detach()
      },
    }
    page.once('close', leave)
    tabs.push(tab)
    return tab
  }
  const kill9 = async (): Promise<void> => {
    tabs = []
    await killAll(familyOf(pid))
  }
  return {
    name,
    tabs: () => tabs,
    openTab,
    kill9,
    quit: () => quit(browser, pid, kill9),
    leave: kill9,
  }
}

/** Returns when the last process is gone: until then the profile is being written. */
async function quit(browser: Browser, pid: number, kill9: () => Promise<void>): Promise<void> {
  const family = familyOf(pid)
  await Promise.race([browser.close(), pause(10_000)])
  const left = (): Promise<number> => Promise.resolve(family.filter(({ pid: one }) => familyOf(one).length).length)
  await poll(left, (count) => count === 0, { description: 'the end of the browser' }).finally(kill9)
}

function driverOf(page: Page): TabDriver {
  return {
    goto: async (url) => {
      await page.goto(url, { waitUntil: 'domcontentloaded' })
    },
    click: async (selector, { button = 'left', modifiers = [] } = {}) => {
      await page.waitForSelector(selector)
      for (const key of modifiers) await page.keyboard.down(key)
      await page.click(selector, { button })
      for (const key of modifiers) await page.keyboard.up(key)
    },
    press: (key) => page.keyboard.press(key),
    evaluate: (code, arg) => page.evaluate(code as never, arg as never),
    reload: async () => {
      await page.reload({ waitUntil: 'domcontentloaded' })
    },
    close: async () => {
      const closed = new Promise((resolve) => page.once('close', resolve))
      await page.close({ runBeforeUnload: true })
      await closed
    },
    screenshot: async (path) => {
      await page.screenshot({ path: path })
    },
  }
}
