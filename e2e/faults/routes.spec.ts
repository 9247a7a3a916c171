import type { Tab } from '../fixtures/engine/tab'
import { expect } from '../fixtures/test'
import type { RowParts } from './parts'
import { namesIn } from './receipts'
import { row } from './row'

/** What a single-page app calls to go somewhere: the URL first, then the title, as routers do. */
const router = `<script>
  window.titles = []
  function go(url, title) {
    history.pushState({ title: title }, '', url)
    document.title = title
  }
  addEventListener('popstate', function () { if (titles.length) document.title = titles.shift() })
</script>`

/** Waits until these page views have arrived, each with the URL it was at where the encoding tells one. */
async function arrive({ gate, ledger }: RowParts, views: Readonly<Record<string, string>>): Promise<void> {
  ledger.accept(Object.keys(views), 'routes')
  const passed = (): string[] => gate.requests().filter(({ isPassed }) => isPassed).map(({ body }) => body)
  await expect.poll(() => Object.keys(views).filter((name) => !passed().flatMap(namesIn).includes(name))).toEqual([])
  const urls = passed().flatMap((body) => {
    const fields = JSON.parse(body) as { hits?: Fields[]; page?: string; properties?: Fields } & Fields
    return (fields.hits ?? [{ sib_name: fields.page, ...fields.properties, ...fields }]).map(({ sib_name, ma_url }) => [sib_name, ma_url] as const)
  })
  for (const [name, path] of Object.entries(views)) {
    expect(urls.filter(([title]) => title === name).map(([, url]) => new URL(String(url)).href.slice(new URL(String(url)).origin.length))).toEqual([path])
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Waits until the page's clock says that no view is waiting for its title any more. */
async function titlesSettle(tab: Tab, { lens }: RowParts): Promise<void> {
  await tab.waitFor((ms: number) => Date.now() > ms, 'the titles', lens.now() + 1000)
}

row('F47', 'an app pushes, replaces and goes back in a storm', {}, async (parts) => {
  const { pages, ledger, tab } = parts
  await pages.open(tab, { head: router })
  const names = ledger.nextNames(5)
  const [five = '', six = '', seven = '', back = '', forth = ''] = names
  await tab.evaluate((title: string) => {
    const { go } = window as unknown as { go(url: string, title: string): void }
    go('/storm/5', title)
    // The state of a router, not a place: the URL stays.
    for (let n = 0; n < 20; n++) history.replaceState({ n }, '')
    for (let n = 0; n < 5; n++) history.pushState({ n }, '', location.href)
  }, five)
  await titlesSettle(tab, parts)
  await tab.evaluate((title: string) => {
    document.title = title
    location.hash = 'a-place-on-the-page'
    location.hash = '/part'
  }, six)
  await titlesSettle(tab, parts)
  await tab.evaluate((title: string) => {
    document.title = title
    history.replaceState(null, '', '/storm/replaced?page=2')
  }, seven)
  await titlesSettle(tab, parts)
  await tab.evaluate((titles: string[]) => {
    Object.assign(window, { titles })
    history.go(-1)
  }, [back])
  await tab.waitFor('location.pathname === "/storm/5"', 'one step back')
  await titlesSettle(tab, parts)
  await tab.evaluate((titles: string[]) => {
    Object.assign(window, { titles })
    history.go(1)
  }, [forth])
  await tab.waitFor('location.pathname === "/storm/replaced"', 'one step forth')
  await titlesSettle(tab, parts)
  await arrive(parts, {
    [five]: '/storm/5',
    [six]: '/storm/5#/part',
    [seven]: '/storm/replaced?page=2',
    [back]: '/storm/5',
    [forth]: '/storm/replaced?page=2',
  })
})

/** An app whose effects run twice for every mount, as React's StrictMode has it. */
const strictApp = `<script>
  function mount(url, title) {
    for (var n = 0; n < 2; n++) {
      if (location.pathname !== url) history.pushState(null, '', url)
      history.replaceState({ mounted: true }, '', url)
      document.title = title
      dispatchEvent(new PopStateEvent('popstate', { state: null }))
    }
  }
</script>`

row('F47', 'an app mounts every page twice', {}, async (parts) => {
  const { pages, ledger, tab } = parts
  await pages.open(tab, { head: strictApp })
  const names = ledger.nextNames(3)
  for (const [n, name] of names.entries()) {
    await tab.evaluate(([url, title]: readonly [string, string]) => (window as unknown as { mount(...args: unknown[]): void }).mount(url, title), [`/strict/${n}`, name] as const)
    await titlesSettle(tab, parts)
  }
  await arrive(parts, Object.fromEntries(names.map((name, n) => [name, `/strict/${n}`])))
})

/**
 * A router that keeps its tree in the history's state: it puts functions of its own in the place of both methods once it has
 * started, writes its state over the present entry, and gives the title only after the new page has been rendered.
 */
const treeRouter = (when: 'before' | 'after'): string => `<script>
  function startRouter() {
    var push = history.pushState.bind(history), replace = history.replaceState.bind(history)
    var wrap = function (original) {
      return function (state, unused, url) {
        return original(state && state.isTree ? state : Object.assign({ isTree: true }, state), unused, url)
      }
    }
    history.pushState = wrap(push)
    history.replaceState = wrap(replace)
    replace({ isTree: true, tree: 0 }, '', location.href)
    window.navigate = function (url, title) {
      Promise.resolve().then(function () {
        history.pushState({ isTree: true, tree: url }, '', url)
        history.replaceState({ isTree: true, tree: url, isRendered: true }, '', url)
        setTimeout(function () { document.title = title }, 100)
      })
    }
  }
  ${when === 'before' ? 'startRouter()' : ''}
</script>`

for (const when of ['before', 'after'] as const) {
  row('F47', `an app router that wraps the history itself starts ${when} the script`, {}, async (parts) => {
    const { pages, ledger, tab } = parts
    await pages.open(tab, { head: treeRouter(when) })
    if (when === 'after') await tab.evaluate('startRouter()')
    const names = ledger.nextNames(3)
    for (const [n, name] of names.entries()) {
      await tab.evaluate(([url, title]: readonly [string, string]) => (window as unknown as { navigate(...args: unknown[]): void }).navigate(url, title), [`/tree/${n}`, name] as const)
      await tab.waitFor((title: string) => document.title === title, 'the title', name)
      await titlesSettle(tab, parts)
    }
    await arrive(parts, Object.fromEntries(names.map((name, n) => [name, `/tree/${n}`])))
  })
}
