import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { miniBrowser } from '../../fixtures/engine/webkit'
import { createTab, throughNavigation, type TabDriver } from '../../fixtures/engine/tab'
import { poll } from '../../fixtures/poll'
import type { StockBrowser, StockStart, StockTab } from './browser'
import { killPage } from './processes'
import type { Remote } from './remote'

/** The tab that the browser starts with; it stays, and opens the others. */
const firstTab = 'first'

/** WebKitGTK's small browser without automation, which would keep its profile in memory. */
export async function startWebKit({ folder, proxyPort, remote }: StockStart): Promise<StockBrowser> {
  const proxy = [`--proxy=http://127.0.0.1:${proxyPort}`, '--ignore-host=127.0.0.1', '--ignore-tls-errors']
  const args = ['-a', miniBrowser(), ...proxy, '--javascript-can-open-windows-automatically=true', remote.startUrl(firstTab)]
  const homes = ['DATA', 'CACHE', 'CONFIG'].map((name) => [`XDG_${name}_HOME`, join(folder, name)])
  const env = { ...process.env, ...Object.fromEntries(homes) as Record<string, string> }
  const child = spawn('xvfb-run', args, { detached: true, stdio: 'ignore', env })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const kill = (): void => {
    // The group holds the display and the browser; the display is no child of the browser's.
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // They have ended already.
    }
  }
  process.once('exit', kill)
  let tabs: StockTab[] = []
  let count = 0
  await poll(() => remote.evaluate(firstTab, '1'), Boolean, { description: 'WebKitGTK', deadlineMs: 20_000 })

  const kill9 = async (): Promise<void> => {
    tabs = []
    kill()
    await ended
    process.removeListener('exit', kill)
  }
  return {
    name: 'webkit',
    tabs: () => tabs,
    async openTab() {
      const name = `tab${++count}`
      await remote.evaluate(firstTab, `void window.open('${remote.startUrl(name)}', '_blank', 'noopener')`)
      await poll(() => remote.evaluate(name, '1'), Boolean, { description: `a tab ${name}` })
      const tab = tabOf(remote, name, child.pid ?? 0)
      const gone = (close: () => Promise<void>) => async (): Promise<void> => {
        tabs = tabs.filter((other) => other !== whole)
        await close()
      }
      const whole = { ...tab, close: gone(tab.close), crash: gone(tab.crash) }
      tabs.push(whole)
      return whole
    },
    kill9,
    async quit() {
      for (const tab of tabs) await tab.close()
      await remote.evaluate(firstTab, 'void setTimeout(close, 50)')
      await Promise.race([ended, pause(10_000)])
      const hasEnded = child.exitCode === 0
      await kill9()
      if (!hasEnded) throw new Error('WebKitGTK did not end when its last tab was closed')
    },
    leave: kill9,
  }
}

function tabOf(remote: Remote, name: string, pid: number): StockTab {
  const run = ((code, arg) => remote.evaluate(name, code as string, arg)) as TabDriver['evaluate']
  const unable = (what: string) => (): Promise<never> => Promise.reject(new Error(`WebKitGTK without automation cannot ${what}`))
  return {
    ...createTab({
      evaluate: run,
      // A script may only close a tab whose history has one entry (WebKit, DOMWindow::close).
      goto: (url) => {
        remote.arriving(name)
        return throughNavigation(run, () => run(`void setTimeout(() => location.replace('${url}'))`), url)
      },
      click: (selector, way) => (way ? unable('click otherwise than plainly')() : run(`document.querySelector('${selector}').click()`)),
      press: unable('press keys'),
      reload: () => throughNavigation(run, () => run('void setTimeout(() => location.reload())'), 'the page again'),
      // The answer has to leave before the page does.
      close: () => run('void setTimeout(close, 50)'),
      screenshot: unable('make screenshots'),
    }),
    show: unable('switch tabs'),
    hide: unable('switch tabs'),
    setFrozen: unable('freeze pages'),
    crash: () => killPage(pid, /\/WebKitWebProcess /, () => run('true')),
  }
}
