import type { ApiError } from '../contract/errors'
import { createAdoption } from './adoption'
import { createBackoff } from './backoff'
import { browserClock as clock } from './clock'
import { apiHostOf, clientKeyOf, emailOf, firstConsentOf } from './config'
import { createConsentGate } from './consent'
import { browserCookies } from './cookie'
import { createDelivery } from './delivery'
import { createDrops } from './drops'
import { onHistoryChange } from './history'
import { createId } from './id'
import { onHidden, onLeave, onOnline, whenActivated } from './lifecycle'
import { watchDocumentLinks as watchLinks } from './links'
import { tryHoldLock } from './locks'
import { createOutbox } from './outbox'
import { readPageFacts as pageFacts, readScriptUrl } from './page'
import { createPageViews } from './page-views'
import { isOurs, storagePrefix } from './record'
import { createRouter } from './route'
import type { LateEmail } from './route'
import { browserStorage as storage } from './storage'
import { takeOver } from './takeover'
import type { Globals } from './takeover'
import { createTracker } from './tracker'
import { browserTransport as transport } from './transport'
import { cookieDomains, createVisitor } from './visitor'

const globals = window as unknown as Globals
const sib = (globals.sib ??= {})
const key = clientKeyOf(sib, readScriptUrl())
const log = (step: string, ...details: unknown[]): void => {
  if (sib.debug || /sib_debug=1/.test(location.href)) console.debug('[sib]', step, ...details)
}

if (key) whenActivated(() => start(key))
else log('no client_key')

// One place joins everything; there is nothing in it to take apart.
// eslint-disable-next-line max-lines-per-function
function start(key: string): void {
  const outbox = createOutbox(storage, () => createId().slice(0, 8))
  const drops = createDrops()
  const domains = cookieDomains(location.hostname, sib.cookie_domain)
  const visitor = createVisitor(domains, Number(sib.cookie_days) || 180, browserCookies, createId)
  const { globalPrivacyControl } = navigator as { globalPrivacyControl?: boolean }
  const erase = (error: ApiError): void => {
    delivery.purge(error)
    visitor.erase()
    storage.keys(storagePrefix).filter(isOurs).forEach(storage.remove)
  }
  const begin = (): void => {
    adoption.start()
    delivery.wake()
  }
  const consent = createConsentGate(firstConsentOf(sib, globalPrivacyControl), erase, begin)
  const lateEmail: LateEmail = ({ cuid }) => (cuid === visitor.cuid() ? emailOf(sib) : undefined)
  const router = createRouter({ apiHost: apiHostOf(sib), useRest: sib.rest !== false, lateEmail }, storage, clock)
  const maySend = (): boolean => navigator.onLine && consent.state() === 'granted'
  const backoff = createBackoff(storage, clock)
  const delivery = createDelivery({ outbox, drops, transport, clock, log, backoff, router, maySend })
  const adoption = createAdoption(outbox, tryHoldLock, clock, delivery.wake)
  const pageViews = createPageViews(() => location.href, (url) => call('page', [], undefined, url), clock)
  const call = createTracker({
    key,
    sib,
    visitor,
    consent,
    createId,
    log,
    watchLinks,
    pageFacts,
    nowMs: clock.now,
    deliver: delivery.add,
    onPageCall: pageViews.onPageCall,
  })

  if (sib.dropped) drops.count('queue', sib.dropped as number)
  if (!takeOver(globals, sib, call)) call('page', [])
  if (sib.spa !== false) onHistoryChange(pageViews.onNavigation)
  // As if it had been given just now: a no erases what was stored before, a yes begins to send.
  consent.set(consent.state())
  onHidden(() => {
    pageViews.flush()
    delivery.handOver()
  })
  onLeave(
    () => {
      adoption.stop()
      outbox.leave()
    },
    () => {
      consent.set(consent.state())
      pageViews.onRestore()
    },
  )
  onOnline(delivery.probe)
}
