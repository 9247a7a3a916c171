import { ready } from '../fixtures/calls'
import { expectHits } from '../fixtures/test'
import { apps, openApp, test } from './app'

for (const app of apps) {
  test(`${app.name}: each page that was shown is one view, whether the script or the router comes first`, async ({ tab, site, collector, bundled }) => {
    const options = { tag: 'ours', title: 'Home', config: { api_host: collector.url }, head: `<script type="module" src="${site.script(await bundled(app.file))}"></script>` } as const
    const { start, visit, storm, step, titlesSettle, view } = await openApp(tab, app, site.page(options))
    await ready(tab)
    await start()
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
