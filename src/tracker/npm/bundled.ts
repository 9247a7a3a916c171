import type { Sib } from '../config'
import { onHistoryChange } from '../history'
import { whenActivated } from '../lifecycle'
import { createLog } from '../log'
import { start } from '../start'
import type { Globals } from '../takeover'

/** What links in e-mails carry, of Brevo's and of ours: whoever opens one is told by it, and apps remove it (CONTRACT.md 3). */
const clickParameter = /[?&](_s[ec]|sib_clid)=/

/**
 * Starts the tracker once the page is shown. There is no tag that asks for the first page view, so it is recorded like any
 * other of a single-page app: when its title has settled, and not where the app does it itself.
 */
export function startBundled(sib: Sib): void {
  const globals = window as unknown as Globals
  whenActivated(() => {
    const queue = sib.equeue as readonly { page?: unknown; u?: string }[]
    const isAsked = queue.some(({ page, u }) => page && u === location.href)
    let isLanding = clickParameter.test(location.href)
    const pageViews = start({ globals, sib, log: createLog(sib) })
    if (sib.spa === false) return
    // A tag that came later has put another `window.sib` there, and records the views from then on.
    onHistoryChange((change) => {
      if (globals.sib !== sib) return
      // A view that waits for its title would be recorded without them.
      if (isLanding && !clickParameter.test(location.href)) {
        isLanding = false
        pageViews.flush()
      }
      pageViews.onNavigation(change)
    })
    if (!isAsked) pageViews.onOpen()
  })
}
