import type { Clock } from './clock'
import type { HistoryChange } from './history'
import type { Stamp } from './intake'

/** Page views that no call asked for, and those that were asked for twice. */
export interface PageViews {
  /** A page was opened whose view nobody has asked for: recorded like one that was navigated to. */
  onOpen(): void
  /** The URL may have changed without a page load. */
  onNavigation(change?: HistoryChange): void
  /** A view is recorded, by a call of the page's or by ours: no other one of ours for that URL. */
  onPageCall(call: Pick<Stamp, 'url' | 'tsMs'>): void
  /**
   * Whether the same view, all in one text, was recorded just before: a component that was mounted twice, two copies of a tag (CONTRACT.md 9.10).
   * By the time at which it is recorded: of a tag that asks at once and again in `onload`, the first waits for the script.
   */
  isRepeated(view: string): boolean
  /** The page was shown again from the back/forward cache: a view, whatever was recorded before. */
  onRestore(): void
  /** Records a view that waits for its title, now: the page is leaving. */
  flush(): void
}

/** Routers set the title after the URL. */
const titleSettlesMs = 300

/** Nobody has seen a page that was left before the next frame: redirects and storms of a router are such. */
const seenAfterMs = 16

/** A view that comes again within this time is the same. */
const repeatedWithinMs = 1000

/** Where a page records a view and goes to another URL within this time, that was the view: guards of a router run first. */
const earlyMs = 100

/** A view that the page records itself within this time of a navigation belongs to it: an app that fetches its data first. */
const lateMs = 3000

/** So many views that a page records itself on navigation make it a habit: ours stop for good. */
const habit = 2

/** Views of a single-page app: one for each page that was navigated to, unless the app records it (DESIGN.md 3). */
// Its methods share eight variables; none of them is long.
// eslint-disable-next-line max-lines-per-function
export function createPageViews(currentUrl: () => string, record: (url: string) => void, clock: Clock): PageViews {
  let recordedUrl = pageOf(currentUrl())
  let waitingUrl = ''
  let waitingSinceMs = 0
  let ownCalls = 0
  let ownCallMs = 0
  let cancel: (() => void) | undefined
  let lastView = ''
  let lastViewMs = 0

  const settle = (): void => {
    cancel?.()
    cancel = undefined
  }
  const flush = (): void => {
    if (cancel) {
      settle()
      // What is recorded here comes back as a call, which is none of the page's.
      record(waitingUrl)
      ownCalls--
    }
    // A call goes before one navigation only. Those of published tags have the time at which the script came: no route is left out for them.
    ownCallMs = 0
  }

  const onNavigation: PageViews['onNavigation'] = (change) => {
    const url = pageOf(currentUrl())
    if (cancel && url === waitingUrl) return
    const isReplaced = /^r/.test(change?.navigationType as string)
    // An entry that keeps its path shows the same page with another variant, filter, or without the parameters of a campaign.
    const isSamePage = isReplaced && !cancel && withoutQuery(url) === withoutQuery(recordedUrl)
    if (isSamePage || clock.now() - ownCallMs < earlyMs) recordedUrl = url
    // Whoever replaces an entry that soon redirects, by way of a page that was there only to find that out.
    if (isReplaced || clock.now() - waitingSinceMs < seenAfterMs) settle()
    flush()
    if (url === recordedUrl || ownCalls >= habit) return
    waitingUrl = url
    waitingSinceMs = clock.now()
    cancel = clock.after(titleSettlesMs, flush)
  }

  return {
    flush,
    onNavigation,
    onOpen() {
      recordedUrl = ''
      onNavigation()
    },
    onPageCall(stamp) {
      recordedUrl = pageOf(stamp.url)
      if (recordedUrl === waitingUrl) {
        settle()
        if (stamp.tsMs - waitingSinceMs < lateMs) ownCalls++
      } else ownCallMs = stamp.tsMs
    },
    isRepeated(view) {
      const isSame = view === lastView && clock.now() - lastViewMs < repeatedWithinMs
      lastView = view
      lastViewMs = clock.now()
      return isSame
    },
    onRestore() {
      lastView = ''
      record(currentUrl())
    },
  }
}

/**
 * A fragment leads to another page only where it is a route, as in `#/cart` or `#!cart`; any other is a place on this one,
 * and `#/` is what a hash router makes of a URL without.
 */
const pageOf = (url: string): string => url.replace(/#(?![!/]+[^!/]).*/, '')

const withoutQuery = (url: string): string => url.replace(/\?[^#]*/, '')
