import type { Clock } from './clock'

/** Page views that no call asked for. */
export interface PageViews {
  /** The URL may have changed without a page load. */
  onNavigation(): void
  /** The page records a view itself: none of ours for that URL. */
  onPageCall(url: string): void
  /** The page was shown again from the back/forward cache: a view, whatever was recorded before. */
  onRestore(): void
  /** Records a view that waits for its title, now: the page is leaving. */
  flush(): void
}

/** Routers set the title after the URL. */
const titleSettlesMs = 300

/** So many views that a page records itself on navigation make it a habit: ours stop for good. */
const habit = 2

/** Views of a single-page app: one for each URL that was navigated to, unless the app records it (DESIGN.md 3). */
export function createPageViews(currentUrl: () => string, record: (url: string) => void, clock: Clock): PageViews {
  let recordedUrl = currentUrl()
  let waitingUrl = ''
  let ownCalls = 0
  let cancel: (() => void) | undefined

  const settle = (): boolean => {
    const wasWaiting = !!cancel
    cancel?.()
    cancel = undefined
    return wasWaiting
  }
  const flush = (): void => {
    if (settle()) record(waitingUrl)
  }

  return {
    flush,
    onNavigation() {
      const url = currentUrl()
      if (url === recordedUrl || ownCalls >= habit) return
      flush()
      recordedUrl = waitingUrl = url
      cancel = clock.after(titleSettlesMs, flush)
    },
    onPageCall(url) {
      if (url === waitingUrl && settle()) ownCalls++
      recordedUrl = url
    },
    onRestore: () => record(currentUrl()),
  }
}
