import { ready } from '../fixtures/calls'
import { inline } from '../fixtures/stubs'
import { expectHits } from '../fixtures/test'
import { tagSource } from '../shop/tag.mjs'
import { apps, openApp, test, type App, type OpenApp } from './app'

for (const app of apps) {
  test(`${app.name}: each page that was shown is one view, whether the script or the router comes first`, async ({ tab, site, collector, bundled }) => {
    const options = { tag: 'ours', title: 'Home', config: { api_host: collector.url }, head: `<script type="module" src="${site.script(await bundled(app.file))}"></script>` } as const
    const opened = await openApp(tab, app, site.page(options))
    const { storm, titlesSettle, view } = opened
    await ready(tab)
    await wander(opened)
    await storm(['shirts', 'shoes', 'shirts', 'home'])
    await titlesSettle()
    const views = (['home', 'shirts', 'cheap', 'shoes', 'login', 'shoes', 'login', 'home'] as const).map(view)
    await expectHits(collector, tab).toReceive(views)

    const late = await openApp(tab, app, site.page({ ...options, script: 'held' }))
    await late.start()
    await late.visit('shirts')
    site.releaseScript()
    await ready(tab)
    await late.titlesSettle()
    await late.visit('account', 'login')
    await late.step(-1, 'shirts')
    await late.titlesSettle()
    const [first, ...others] = (['home', 'shirts', 'login', 'shirts'] as const).map(late.view)
    // The tag keeps the URL of a call and not the title, which has changed since.
    await expectHits(collector, tab).toReceive([...views, { ...first, name: 'Shirts' }, ...others])
  })
}

const naming: App = { name: 'React Router', file: 'react.mjs', mode: 'path', home: '', namesViews: true }

for (const [what, hasOwnView, more] of [
  ['without the page() of the tag', false, {}],
  ['without the page() of the tag and with spa: false', false, { spa: false }],
  ['with the tag as it is, but for the first page, which the tag has recorded, too', true, {}],
  ['with spa: false alone, but for the first page, which the tag has recorded, too', true, { spa: false }],
] as const) {
  test(`${naming.name}, where the app names its views itself: each page that was shown is one view, ${what}`, async ({ tab, site, collector, bundled }) => {
    const config = JSON.stringify({ api_host: collector.url, ...more })
    const tag = tagSource({ tag: 'ours', scriptUrl: `${collector.url}/sa.js`, clientKey: site.clientKey })
    const body = inline(hasOwnView ? tag : withoutView(tag), `Object.assign(sib, ${config})`)
    const head = `<script type="module" src="${site.script(await bundled(naming.file))}"></script>`
    const opened = await openApp(tab, naming, site.page({ tag: 'none', title: 'Home', head, body }))
    const { titlesSettle, view } = opened
    await ready(tab)
    await wander(opened)
    await titlesSettle()
    const views = (['home', 'shirts', 'cheap', 'shoes', 'login', 'shoes', 'login'] as const).map(view)
    await expectHits(collector, tab).toReceive([...(hasOwnView ? [{ ...view('home'), name: 'Home' }] : []), ...views])
  })
}

/** From home to the login and back: the same page twice, by way of redirects, backwards and forwards. */
async function wander({ start, visit, step, titlesSettle }: OpenApp): Promise<void> {
  await start()
  await visit('shirts')
  await titlesSettle()
  await visit('shirts')
  await visit('cheap')
  await visit('old', 'shoes')
  await visit('account', 'login')
  await step(-1, 'shoes')
  await step(1, 'login')
}

/** The tag of which the page call has been cut out. */
function withoutView(tag: string): string {
  const left = tag.replace(/[,;]?(\w+\.)?sendinblue\.page\(\)/, '')
  if (left === tag) throw new Error('the tag has no page()')
  return left
}
