import { axeptio } from './banners/axeptio'
import type { Banner } from './banners/banner'
import { cookiebot } from './banners/cookiebot'
import { cookieConsent } from './banners/cookieconsent'
import { answerLine, recipes } from './banners/guide'
import { klaro } from './banners/klaro'
import { oneTrust } from './banners/onetrust'
import { tarteaucitron } from './banners/tarteaucitron'
import { usercentricsVersions } from './banners/usercentrics'
import { call, callback, ready, traces } from './fixtures/calls'
import type { Collector } from './fixtures/collector'
import type { Tab } from './fixtures/engine/tab'
import type { Site } from './fixtures/site/site'
import { expect, expectHits, hitsOf, test } from './fixtures/test'

const banners = [cookiebot, oneTrust, ...usercentricsVersions, klaro, tarteaucitron, axeptio, cookieConsent]

/** A page as the guide has it: the tag with `pending`, the line that hands the answer on, the recipe, the banner. */
function pageWith(banner: Banner, site: Site, collector: Collector): string {
  const recipe = recipes.find(({ row }) => row === banner.row)?.code ?? ''
  const setup = `${answerLine};${banner.setup(recipe, site)}`
  return site.page({ tag: 'ours', config: { api_host: collector.url, consent: 'pending' }, setup })
}

async function up(tab: Tab): Promise<void> {
  await ready(tab)
  await tab.waitFor('window.bannerIsUp', 'the banner')
}

/** What the tracker has written; the banner may write. */
const written = async (tab: Tab, { stores }: Banner): Promise<readonly string[]> => (await traces(tab)).filter((name) => !stores.test(name))

/** Neither accepts a call nor keeps a trace of one. */
async function expectRefusal(tab: Tab, banner: Banner): Promise<void> {
  expect(await callback(tab, 'track', 'refused')).toEqual([expect.objectContaining({ code: 'consent_denied' }), null])
  expect(await written(tab, banner)).toEqual([])
}

test('every recipe of the guide is tried', () => {
  expect([...new Set(banners.map(({ row }) => row))].sort()).toEqual(recipes.map(({ row }) => row).sort())
  expect(recipes.filter(({ code }) => code === '')).toEqual([])
})

for (const banner of banners) {
  test.describe(banner.name, () => {
    test('unanswered, nothing is written or sent; a yes lets all go that was held, with its own times', async ({ tab, site, collector }) => {
      await tab.goto(pageWith(banner, site, collector))
      await up(tab)
      // The second page is unanswered too, though the banner may have stored something by then.
      await tab.reload()
      const calledMs = await tab.evaluate<number>('sendinblue.track("held"), Date.now()')
      await up(tab)
      expect(await written(tab, banner)).toEqual([])
      expect((await collector.stats()).requests).toBe(0)
      await banner.answer(tab, true)
      await expectHits(collector, tab).toReceive([{ kind: 'page' }, { name: 'held' }])
      const [landing, held] = await hitsOf(collector)
      expect(Math.abs((held?.ts ?? 0) - calledMs)).toBeLessThan(50)
      expect(landing?.ts).toBeLessThanOrEqual(held?.ts ?? 0)
    })

    test('a no refuses what was held and all that follows, until it is changed to a yes and back', async ({ tab, site, collector }) => {
      await tab.goto(pageWith(banner, site, collector))
      await up(tab)
      await call(tab, 'track', 'held')
      await banner.answer(tab, false)
      await expectRefusal(tab, banner)
      expect((await collector.stats()).requests).toBe(0)
      await banner.change(tab, true)
      await call(tab, 'track', 'allowed')
      await expectHits(collector, tab).toReceive([{ name: 'allowed' }])
      await banner.change(tab, false)
      await expectRefusal(tab, banner)
      await banner.change(tab, true)
      await call(tab, 'track', 'allowed again')
      await expectHits(collector, tab).toReceive([{ name: 'allowed' }, { name: 'allowed again' }])
    })

    test('later pages know the answer without being told', async ({ tab, site, collector }) => {
      await tab.goto(pageWith(banner, site, collector))
      await up(tab)
      await banner.answer(tab, true)
      await expectHits(collector, tab).toReceive([{ kind: 'page' }])
      await tab.reload()
      await up(tab)
      await expectHits(collector, tab).toReceive([{ kind: 'page' }, { kind: 'page' }])
      await banner.change(tab, false)
      await tab.reload()
      await up(tab)
      await expectRefusal(tab, banner)
      await banner.change(tab, true)
      await call(tab, 'track', 'allowed')
      await expectHits(collector, tab).toReceive([{ kind: 'page' }, { kind: 'page' }, { name: 'allowed' }])
    })
  })
}
