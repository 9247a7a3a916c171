import type { ApiError } from '../contract/errors'
import { createAdoption } from './adoption'
import { createBackoff } from './backoff'
import { browserClock as clock } from './clock'
import { apiHostOf, emailOf } from './config'
import type { Sib } from './config'
import { createConsentGate } from './consent'
import { browserCookies as cookies } from './cookie'
import { createDelivery } from './delivery'
import type { DeliveryParts } from './delivery'
import { createDrops } from './drops'
import { createId } from './id'
import { createIntake } from './intake'
import { onHidden, onLeave, onMayLeave, onOnline } from './lifecycle'
import { watchDocumentLinks as watchLinks } from './links'
import { tryHoldLock } from './locks'
import type { Log } from './log'
import { createOutbox } from './outbox'
import { readPageFacts as pageFacts } from './page'
import { createPageViews } from './page-views'
import type { PageViews } from './page-views'
import { mark } from './mark'
import { storagePrefix } from './record'
import { createRouter } from './route'
import type { LateEmail } from './route'
import { browserStorage as storage } from './storage'
import { takeOver } from './takeover'
import type { Globals } from './takeover'
import { createTracker } from './tracker'
import { browserTransport as transport } from './transport'
import { cookieDomains, createVisitor } from './visitor'

/** Where a tracker starts. */
export interface Ground {
  readonly globals: Globals
  /** `window.sib`, as it is now; as long as there is no `client_key` in it, everything waits. */
  readonly sib: Sib
  readonly log: Log
}

/**
 * Starts the tracker in this page, once; to be called when the page is shown. All parts of it are joined here, and there is
 * nothing in that to take apart.
 */
// eslint-disable-next-line max-lines-per-function
export function start({ globals, sib, log }: Ground): PageViews {
  const outbox = createOutbox(storage, () => createId().slice(0, 8))
  const drops = createDrops(clock.now, createId)
  const domains = (): string[] => cookieDomains(location.hostname, sib.cookie_domain)
  const forget = (): void => void (sib.email_id = '')
  const days = (): number => Number(sib.cookie_days) || 180
  const visitor = createVisitor({ domains, days, cookies, createId, onChange: forget, later: (task) => clock.after(0, task) })
  const erase = (error: ApiError): void => {
    delivery.purge(error)
    visitor.erase()
    storage.keys(storagePrefix).forEach(storage.remove)
  }
  const begin = (): void => {
    adoption.start()
    delivery.probe()
  }
  const consent = createConsentGate(sib, (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl, erase, begin)
  const lateEmail: LateEmail = (hit) => (hit.cuid === visitor.known() ? emailOf(sib) : undefined)
  const router = createRouter({ apiHost: () => apiHostOf(sib), useRest: () => sib.rest !== false, lateEmail }, storage, clock)
  const maySend = (): boolean => navigator.onLine && consent.state() === 'granted'
  const backoff = createBackoff(storage, clock)
  // Whom the page names goes before whom a collector knows.
  const recognise: DeliveryParts['recognise'] = (cuid, email) => {
    if (cuid === visitor.known()) sib.email_id ||= email
  }
  const delivery = createDelivery({ outbox, drops, transport, clock, log, backoff, router, maySend, recognise })
  const adoption = createAdoption(outbox, tryHoldLock, clock, delivery.adopted)
  const pageUrl = (): string => location.href
  const pageViews = createPageViews(pageUrl, (url) => tracker.call('page', [], url), clock)
  const intake = createIntake({ sib, visitor, consent, createId, log, deliver: delivery.add })
  const tracker = createTracker({ intake, forget, visitor, consent, watchLinks, pageUrl, pageFacts, nowMs: clock.now, pageViews, sib })

  const install = (): boolean => {
    const queue = sib.dropped as number
    sib.dropped = 0
    if (queue) consent.pass(() => drops.count({ queue }, { key: sib.client_key as string, cuid: visitor.cuid() }), () => undefined)
    return takeOver(globals, sib, tracker.call, tracker.names)
  }
  mark.sib = () => {
    tracker.call('init', [globals.sib])
    globals.sib = sib
    install()
  }
  if (!sib.client_key) {
    log('no client_key')
    globals.Brevo ??= []
  }
  if (!install()) tracker.call('page', [])
  // As if it had been given just now: a no erases what was stored before, a yes begins to send.
  consent.heed()
  const handOver = (): void => {
    pageViews.flush()
    delivery.handOver()
  }
  onHidden(handOver)
  onMayLeave(adoption.pause)
  onLeave(
    () => {
      handOver()
      adoption.stop()
      delivery.leave()
    },
    () => {
      consent.heed()
      pageViews.onRestore()
    },
  )
  onOnline(delivery.probe)
  return pageViews
}
