import type { ApiError } from '../contract/errors'
import { draftLink, parseIdentify, parsePage, parseTrack } from './call'
import type { Draft, PageFacts } from './call'
import type { Sib } from './config'
import type { ConsentGate } from './consent'
import type { Callback, Intake, Stamp } from './intake'
import { stringify } from './json'
import type { WatchLinks } from './links'
import type { PageViews } from './page-views'
import type { Visitor } from './visitor'

/** Makes a call, now or as it was stamped; an unknown method does nothing. Nothing is thrown, whatever the arguments are, and none of them is changed. */
export type Tracker = (method: string, args: readonly unknown[], url?: string, tsMs?: number) => void

/** What a tracker is made of. */
export interface TrackerParts {
  readonly intake: Intake
  /** Forgets the contact. */
  forget(): void
  readonly visitor: Visitor
  readonly consent: ConsentGate
  readonly watchLinks: WatchLinks
  nowMs(): number
  pageUrl(): string
  pageFacts(): PageFacts
  readonly pageViews: Pick<PageViews, 'onPageCall' | 'isRepeated'>
  /** `window.sib`: of it, the client key. */
  readonly sib: Sib
}

const repeated: ApiError = { code: 'duplicate_request', message: 'same page view' }

/**
 * The public methods (DESIGN.md 3), from their arguments to the intake, and their names. A function in any place is the
 * callback. `init` is the one by which `Brevo` is told its settings.
 */
export function createTracker({ intake, forget, visitor, consent, watchLinks, nowMs, pageUrl, pageFacts, pageViews, sib }: TrackerParts): { call: Tracker; names: readonly string[] } {
  type Run = (args: readonly unknown[], stamp: Stamp, answer: Callback) => void
  const methods: Record<string, Run> = {
    identify: ([who, attributes], stamp) => intake.accept(parseIdentify(who, attributes), stamp),
    track: ([name, properties, eventData], stamp) => intake.accept(parseTrack(name, properties, eventData), stamp),
    page([name, properties], stamp, answer) {
      const view = parsePage(name, properties, stamp.url, pageFacts())
      if (consent.state() !== 'denied' && pageViews.isRepeated(stringify([sib.client_key, view]))) answer(repeated)
      else {
        pageViews.onPageCall(stamp)
        intake.accept(view, stamp)
      }
    },
    trackLink([target, properties], { callback }, answer) {
      const text = stringify(draftLink(properties))
      const follow: Parameters<WatchLinks>[1] = (href, id) =>
        intake.accept({ ...(JSON.parse(text) as Draft), sib_name: id || undefined, href }, { tsMs: nowMs(), url: pageUrl(), callback })
      if (!watchLinks(target, follow)) answer(null, 'Link not Found')
    },
    consent: ([word]) => consent.set(word),
    reset: () =>
      consent.pass(() => {
        forget()
        visitor.reset()
      }, forget),
    init: ([settings]) => heed(settings, sib, consent),
  }
  return {
    names: Object.keys(methods),
    call(method, all, url = pageUrl(), tsMs = nowMs()) {
      const callback = all.find((arg) => typeof arg === 'function') as Callback | undefined
      const args = all.map((arg) => (typeof arg === 'function' ? undefined : arg))
      intake.guard(callback, (answer) => methods[method]?.(args, { tsMs, url, callback }, answer))
    },
  }
}

/** Settings from a later tag or `init`. A tag in the template of a page has an empty e-mail for whoever it does not know. */
function heed(settings: unknown, sib: Sib, gate: ConsentGate): void {
  // A method by now, which it stays.
  const { consent, client_key, email_id } = sib
  Object.assign(sib, settings, { consent })
  sib.client_key ||= client_key
  sib.email_id ||= email_id
  gate.heed((settings as Sib | undefined)?.consent)
}
