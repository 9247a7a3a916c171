import type { ApiError } from '../../contract/errors'
import type { Sib } from '../config'
import { createConsentGate } from '../consent'
import type { ConsentGate, ConsentState } from '../consent'
import type { WatchLinks } from '../links'
import type { Content, Done } from '../record'
import { createIntake } from '../intake'
import type { Intake } from '../intake'
import { createPageViews } from '../page-views'
import { createTracker } from '../tracker'
import type { Tracker } from '../tracker'
import { createVisitor } from '../visitor'
import { createTestClock, startMs } from './clock'
import { createCookieJar } from './cookies'
import type { CookieJar } from './cookies'

/** An event that reached delivery. */
export interface Delivered {
  readonly content: Content
  readonly done: Done
}

/** A tracker whose events end in a list, on a page whose facts can be set. */
export interface TestTracker {
  readonly call: Tracker
  readonly names: readonly string[]
  readonly intake: Intake
  readonly sib: Sib
  readonly jar: CookieJar
  readonly consent: ConsentGate
  readonly delivered: Delivered[]
  readonly page: { url: string; title: string; referrer: string; nowMs: number }
  readonly pageCalls: string[]
  readonly steps: unknown[][]
  /** The links that `watchLinks` was asked for, and what follows one. */
  readonly watched: { readonly target: unknown; readonly follow: Parameters<WatchLinks>[1] }[]
  /** The contents that reached delivery. */
  events(): readonly Content[]
}

/** A tracker with these settings in `window.sib`. */
export function createTestTracker(settings: Sib = {}, first?: ConsentState, find?: WatchLinks): TestTracker {
  // The settings object is the page's, and tests look at it.
  const sib = Object.assign(settings, { client_key: settings.client_key ?? 'key', consent: first })
  let ids = 0
  let visitors = 0
  const createId = (): string => `id${++ids}`
  const jar = createCookieJar('shop.example')
  const visitor = createVisitor({ domains: () => [''], days: () => 180, cookies: jar, createId: () => `visitor${++visitors}`, onChange: () => (sib.email_id = ''), later: (task) => task() })
  const consent = createConsentGate(sib, false, () => visitor.erase(), () => undefined)
  const page = { url: 'https://shop.example/a', title: 'A', referrer: 'https://search.example/', nowMs: startMs }
  const delivered: Delivered[] = []
  const pageCalls: string[] = []
  const steps: unknown[][] = []
  const watched: { target: unknown; follow: Parameters<WatchLinks>[1] }[] = []
  const watchLinks: WatchLinks = find ?? ((target, follow) => {
    if (target) watched.push({ target, follow })
    return !!target
  })
  const intake = createIntake({
    ...{ sib, visitor, consent, createId },
    deliver: (content, done) => void delivered.push({ content, done }),
    log: (...step) => void steps.push(step),
  })
  const pageViews = createPageViews(() => page.url, () => undefined, createTestClock())
  const { call, names } = createTracker({
    ...{ intake, forget: () => (sib.email_id = ''), visitor, consent, watchLinks },
    nowMs: () => page.nowMs,
    pageUrl: () => page.url,
    pageFacts: () => ({ title: page.title, referrer: page.referrer }),
    ...{ sib, pageViews: { ...pageViews, onPageCall: ({ url }) => void pageCalls.push(url) } },
  })
  const events = (): Content[] => delivered.map(({ content }) => content)
  return { call, names, intake, sib, jar, consent, delivered, page, pageCalls, steps, watched, events }
}

/** A callback that remembers how it was called. */
export interface Ear {
  (error: ApiError | null, result?: string): void
  readonly heard: (readonly [ApiError | null, string | undefined])[]
}

/** A callback that nobody has called. */
export function createEar(): Ear {
  const heard: Ear['heard'] = []
  return Object.assign((error: ApiError | null, result?: string) => void heard.push([error, result]), { heard })
}
