import { ready } from '../fixtures/calls'
import { expectHits } from '../fixtures/test'
import { apps, openApp, test } from './app'

for (const app of apps) {
  test(`${app.name}: each page that was shown is one view, with its own title`, async ({ tab, site, collector, bundled }) => {
    const head = `<script type="module" src="${site.script(await bundled(app.file))}"></script>`
    const { start, visit, storm, step, titlesSettle, view } = await openApp(tab, app, site.page({ tag: 'ours', title: 'Home', config: { api_host: collector.url }, head }))
    await ready(tab)
    await start()
    await titlesSettle()
    await visit('shirts')
    await titlesSettle()
    await visit('shirts')
    await visit('cheap')
    await visit('old', 'shoes')
    await visit('account', 'login')
    await step(-1, 'shoes')
    await step(1, 'login')
    await storm(['shirts', 'shoes', 'shirts', 'home'])
    await titlesSettle()
    const seen = ['home', 'shirts', 'cheap', 'shoes', 'login', 'shoes', 'login', 'home'] as const
    await expectHits(collector, tab).toReceive(seen.map(view))
  })

  test(`${app.name}: the script comes when the visitor has gone on already`, async ({ tab, site, collector, bundled }) => {
    const head = `<script type="module" src="${site.script(await bundled(app.file))}"></script>`
    const { start, visit, step, titlesSettle, view } = await openApp(tab, app, site.page({ tag: 'ours', script: 'held', title: 'Home', config: { api_host: collector.url }, head }))
    await start()
    await visit('shirts')
    site.releaseScript()
    await ready(tab)
    await titlesSettle()
    await visit('account', 'login')
    await step(-1, 'shirts')
    await visit('shoes')
    await titlesSettle()
    // The tag keeps the URL of a call and not the title, which has changed since.
    const [home, ...others] = (['home', 'shirts', 'login', 'shirts', 'shoes'] as const).map(view)
    await expectHits(collector, tab).toReceive([{ ...home, name: 'Shirts' }, ...others])
  })
}
