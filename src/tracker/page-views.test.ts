import { beforeEach, describe, expect, it } from 'vitest'
import { createPageViews } from './page-views'
import type { PageViews } from './page-views'
import { createTestClock } from './testing/clock'
import type { TestClock } from './testing/clock'

let clock: TestClock
let url: string
let recorded: string[]
let views: PageViews

beforeEach(() => {
  clock = createTestClock()
  url = '/start'
  recorded = []
  views = createPageViews(
    () => url,
    (viewed) => {
      recorded.push(viewed)
      // As the tracker does: a view of ours is a call like the page's own.
      pageCall(viewed)
    },
    clock,
  )
})

function pageCall(of: string): void {
  views.onPageCall({ url: of, tsMs: clock.now() })
}

function navigate(to: string): void {
  url = to
  views.onNavigation()
}

/** The present entry becomes another, and the one before is gone; by either of the two names that this has. */
function replace(to: string, navigationType = 'replace'): void {
  url = to
  views.onNavigation({ navigationType })
}

describe('page views', () => {
  it('leaves the first view to the page', async () => {
    await clock.advance(10_000)
    expect(recorded).toEqual([])
    expect(clock.timers()).toBe(0)
  })

  it('records a page that was opened without anybody asking once its title has settled', async () => {
    views.onOpen()
    await clock.advance(299)
    expect(recorded).toEqual([])
    await clock.advance(10_000)
    expect(recorded).toEqual(['/start'])
  })

  it('leaves a page that was opened to the app that records it in time', async () => {
    views.onOpen()
    pageCall('/start')
    await clock.advance(10_000)
    expect(recorded).toEqual([])
  })

  it('records the page that was opened before the one that follows soon', async () => {
    views.onOpen()
    await clock.advance(100)
    navigate('/a')
    expect(recorded).toEqual(['/start'])
    await clock.advance(10_000)
    expect(recorded).toEqual(['/start', '/a'])
  })

  it('records a navigation once its title has settled', async () => {
    navigate('/a')
    await clock.advance(299)
    expect(recorded).toEqual([])
    await clock.advance(1)
    expect(recorded).toEqual(['/a'])
    await clock.advance(10_000)
    expect(recorded).toEqual(['/a'])
  })

  it('records nothing where the URL stays the same', async () => {
    navigate('/start')
    navigate('/start')
    await clock.advance(1000)
    expect(recorded).toEqual([])
  })

  it('records one view of a URL that is announced twice', async () => {
    navigate('/a')
    navigate('/a')
    await clock.advance(1000)
    navigate('/a')
    await clock.advance(1000)
    expect(recorded).toEqual(['/a'])
  })

  it('records each page of a quick visitor, in order', async () => {
    for (const to of ['/a', '/b', '/a']) {
      navigate(to)
      await clock.advance(100)
    }
    expect(recorded).toEqual(['/a', '/b'])
    await clock.advance(200)
    expect(recorded).toEqual(['/a', '/b', '/a'])
  })

  it('records nothing of pages that nobody has seen: redirects, storms', async () => {
    for (let n = 0; n < 50; n++) navigate(`/storm/${n}`)
    navigate('/there')
    await clock.advance(1000)
    expect(recorded).toEqual(['/there'])
    navigate('/away')
    navigate('/there')
    await clock.advance(1000)
    expect(recorded).toEqual(['/there'])
  })

  it.each(['replace', 'replaceState'])('records no page whose entry was replaced before its title had settled: %s', async (name) => {
    navigate('/account')
    await clock.advance(200)
    replace('/login', name)
    await clock.advance(299)
    expect(recorded).toEqual([])
    await clock.advance(10_000)
    expect(recorded).toEqual(['/login'])
  })

  it('records the page that was opened by the one that its redirect leads to', async () => {
    views.onOpen()
    await clock.advance(100)
    replace('/home')
    await clock.advance(10_000)
    expect(recorded).toEqual(['/home'])
  })

  it('records nothing where a redirect leads back to the page that was left', async () => {
    navigate('/account')
    await clock.advance(100)
    replace('/start')
    await clock.advance(10_000)
    expect(recorded).toEqual([])
  })

  it('records one view of a page whose entry gets another state, and of one that replaces a recorded one', async () => {
    navigate('/a')
    await clock.advance(100)
    replace('/a')
    await clock.advance(200)
    expect(recorded).toEqual(['/a'])
    replace('/b')
    await clock.advance(300)
    expect(recorded).toEqual(['/a', '/b'])
  })

  it.each(['replace', 'replaceState'])('takes a page for the same whose query is written anew by %s: variants, filters, campaigns', async (navigationType) => {
    navigate('/shoes?_se=1')
    await clock.advance(300)
    for (const query of ['', '?size=42', '?size=43&color=blue']) {
      replace(`/shoes${query}`, navigationType)
      await clock.advance(1000)
    }
    expect(recorded).toEqual(['/shoes?_se=1'])
    navigate('/shoes?size=43&color=blue')
    await clock.advance(300)
    expect(recorded).toEqual(['/shoes?_se=1'])
    navigate('/shoes?size=44')
    await clock.advance(300)
    expect(recorded).toEqual(['/shoes?_se=1', '/shoes?size=44'])
  })

  it('records a page by what its query has become where that is written anew before its title has settled', async () => {
    navigate('/list?page=1')
    await clock.advance(300)
    navigate('/list?page=2')
    await clock.advance(100)
    replace('/list?page=2&sort=price')
    await clock.advance(300)
    expect(recorded).toEqual(['/list?page=1', '/list?page=2&sort=price'])
  })

  it('takes another route in the fragment for another page, whatever has become of the query', async () => {
    replace('/start#/cart')
    await clock.advance(300)
    replace('/start?step=2#/cart')
    await clock.advance(300)
    replace('/start?step=2#/pay')
    await clock.advance(300)
    expect(recorded).toEqual(['/start#/cart', '/start?step=2#/pay'])
  })

  it.each(['push', 'pushState', 'traverse', undefined])('records a page that was seen before another came by %s', async (navigationType) => {
    navigate('/a')
    await clock.advance(100)
    url = '/b'
    views.onNavigation(navigationType === undefined ? {} : { navigationType })
    expect(recorded).toEqual(['/a'])
    await clock.advance(300)
    expect(recorded).toEqual(['/a', '/b'])
  })

  it('records the page that the app has gone to since the first view was asked for', async () => {
    views = createPageViews(() => url, (viewed) => recorded.push(viewed), clock)
    views.onPageCall({ url, tsMs: clock.now() - 100 })
    url = '/since'
    views.onNavigation()
    await clock.advance(300)
    expect(recorded).toEqual(['/since'])
  })

  it('takes the empty route of a hash router for the page itself', async () => {
    for (const to of ['/start#/', '/start', '/start#!/', '/start#!', '/start#']) {
      navigate(to)
      await clock.advance(1000)
    }
    expect(recorded).toEqual([])
    for (const to of ['/start#/a', '/start#/', '/start#!/a', '/start#/?q=a']) {
      navigate(to)
      await clock.advance(1000)
    }
    expect(recorded).toEqual(['/start#/a', '/start', '/start#!/a', '/start#/?q=a'])
  })

  it('takes a fragment for a page only where it is a route', async () => {
    navigate('/start#reviews')
    await clock.advance(1000)
    expect(recorded).toEqual([])
    for (const to of ['/start#/cart', '/start#!cart', '/start']) {
      navigate(to)
      await clock.advance(1000)
    }
    expect(recorded).toEqual(['/start#/cart', '/start#!cart', '/start'])
  })

  it('knows the same view when it comes again at once', async () => {
    expect([views.isRepeated('a'), views.isRepeated('a')]).toEqual([false, true])
    await clock.advance(999)
    expect(views.isRepeated('a')).toBe(true)
    await clock.advance(1000)
    expect([views.isRepeated('a'), views.isRepeated('b'), views.isRepeated('a'), views.isRepeated('a')]).toEqual([false, false, false, true])
    views.onRestore()
    expect(views.isRepeated('a')).toBe(false)
  })

  it('records a waiting view at once when the page is leaving, and not again', async () => {
    navigate('/a')
    views.flush()
    expect(recorded).toEqual(['/a'])
    views.flush()
    await clock.advance(1000)
    expect(recorded).toEqual(['/a'])
  })

  it('has nothing to flush where nothing waits', () => {
    views.flush()
    expect(recorded).toEqual([])
  })

  it('leaves a view to the page that records it itself in that time', async () => {
    navigate('/a')
    await clock.advance(200)
    pageCall('/a')
    await clock.advance(1000)
    expect(recorded).toEqual([])
  })

  it('records the next one again after a single call of the page', async () => {
    navigate('/a')
    pageCall('/a')
    await clock.advance(16)
    navigate('/b')
    await clock.advance(300)
    expect(recorded).toEqual(['/b'])
  })

  it('takes it for a habit when the page has done so twice', async () => {
    for (const to of ['/a', '/b']) {
      navigate(to)
      pageCall(to)
    }
    navigate('/c')
    await clock.advance(1000)
    expect(recorded).toEqual([])
  })

  it('does not take its own views for calls of the page', async () => {
    for (const to of ['/a', '/b', '/c', '/d']) {
      navigate(to)
      await clock.advance(300)
    }
    expect(recorded).toEqual(['/a', '/b', '/c', '/d'])
  })

  it('takes calls without a navigation for no habit', async () => {
    for (let n = 0; n < 3; n++) pageCall('/start')
    await clock.advance(100)
    navigate('/a')
    await clock.advance(3300)
    for (let n = 0; n < 3; n++) pageCall('/a')
    await clock.advance(100)
    navigate('/b')
    await clock.advance(300)
    expect(recorded).toEqual(['/a', '/b'])
  })

  it('records no view of a URL that the page recorded before it went there', async () => {
    pageCall('/a')
    navigate('/a')
    await clock.advance(300)
    expect(recorded).toEqual([])
  })

  it.each(['/start', '/elsewhere'])('leaves a view to the page that records one right before it goes there, under %s', async (named) => {
    for (const to of ['/a', '/b', '/c']) {
      pageCall(named)
      await clock.advance(99)
      navigate(to)
      await clock.advance(1000)
    }
    expect(recorded).toEqual([])
    navigate('/d')
    await clock.advance(300)
    expect(recorded).toEqual(['/d'])
  })

  it('records the page that comes right after the script, whose first view only the script has given a time', async () => {
    pageCall('/start')
    views.onNavigation()
    navigate('/a')
    await clock.advance(300)
    expect(recorded).toEqual(['/a'])
  })

  it('takes it for a habit when the page records views late, once it has its data', async () => {
    for (const to of ['/a', '/b', '/c', '/d']) {
      navigate(to)
      await clock.advance(2999)
      pageCall(to)
      await clock.advance(100)
    }
    expect(recorded).toEqual(['/a', '/b'])
  })

  it('does not take the next page for one that its own view was for', async () => {
    navigate('/a')
    await clock.advance(300)
    navigate('/b')
    await clock.advance(300)
    expect(recorded).toEqual(['/a', '/b'])
  })

  it('keeps a view that waits where the page records another URL', async () => {
    navigate('/a')
    pageCall('/virtual')
    await clock.advance(300)
    expect(recorded).toEqual(['/a'])
  })

  it('records a view when the page is restored, whatever came before', () => {
    views.onRestore()
    views.onRestore()
    expect(recorded).toEqual(['/start', '/start'])
  })
})
