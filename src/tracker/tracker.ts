import { draftLink, parseIdentify, parsePage, parseTrack } from './call'
import type { Draft, PageFacts } from './call'
import { isConsent } from './consent'
import { accept, guard } from './intake'
import type { Callback, IntakeParts, Stamp } from './intake'
import { stringify } from './json'
import type { WatchLinks } from './links'

/** The public methods (DESIGN.md 3). */
export const methodNames = ['identify', 'track', 'trackLink', 'page', 'consent', 'reset'] as const

/** The name of a public method. */
export type Method = (typeof methodNames)[number]

/** Makes a call, now or as it was stamped. Nothing is thrown, whatever the arguments are, and none of them is changed. */
export type Tracker = (method: Method, args: readonly unknown[], tsMs?: number, url?: string) => void

/** What a tracker is made of. */
export interface TrackerParts extends IntakeParts {
  readonly watchLinks: WatchLinks
  nowMs(): number
  pageFacts(): PageFacts
  /** The page records a view of this URL itself. */
  onPageCall(url: string): void
}

/** The public methods, from their arguments to the intake. A function in any place is the callback. */
export function createTracker(parts: TrackerParts): Tracker {
  const { sib, visitor, consent, nowMs, pageFacts } = parts

  return (method, all, tsMs = nowMs(), url = pageFacts().url) => {
    const stamp: Stamp = { tsMs, url }
    const callback = all.find((arg) => typeof arg === 'function') as Callback | undefined
    const args = all.map((arg) => (typeof arg === 'function' ? undefined : arg))
    const [first, properties] = args
    guard(parts, callback, (answer) => {
      if (method === 'identify') accept(parts, parseIdentify(args), callback, stamp)
      if (method === 'track') accept(parts, parseTrack(args), callback, stamp)
      if (method === 'page') {
        parts.onPageCall(url)
        accept(parts, parsePage(args, { ...pageFacts(), url }), callback, stamp)
      }
      if (method === 'trackLink') {
        const text = stringify({ properties })
        const follow: Parameters<WatchLinks>[1] = (link) =>
          accept(parts, draftLink(link, JSON.parse(text) as Draft), callback, { tsMs: nowMs(), url: pageFacts().url })
        if (!parts.watchLinks(first, follow)) answer(null, 'Link not Found')
      }
      if (method === 'consent' && isConsent(first)) consent.set(first)
      if (method === 'reset') {
        consent.pass(
          () => {
            sib.email_id = ''
            visitor.reset()
          },
          () => (sib.email_id = ''),
        )
      }
    })
  }
}
