import type { AttributeValue } from '../people/attributes'
import type { HitRecord } from './record'

/** Which hits are asked for; what is not given does not matter. */
export interface HitFilter {
  /** Only rows before this one. */
  readonly before?: number
  readonly key?: string
  readonly kind?: string
  readonly email?: string
  readonly cuid?: string
  readonly isRejected?: boolean
  /** Anything that the hit holds, whatever its case. */
  readonly text?: string
}

/** Some hits, newest first. */
export interface HitPage {
  readonly hits: readonly HitRecord[]
  /** Where to go on; null where there is nothing older. A page may be short, or empty, and still have older ones behind it. */
  readonly next: number | null
}

/** A contact among the newest hits. Times in ms since the epoch. */
export interface ContactSummary {
  readonly email: string
  readonly events: number
  /** How many browsers it was seen in. */
  readonly visitors: number
  readonly firstAt: number
  readonly lastAt: number
}

/** What is known of one contact beyond its hits. */
export interface ContactProfile {
  /** By name; those that were emptied are left out. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
}

/** By what kind of client a hit was sent, as far as its form tells. */
export type Sender = 'tracker' | 'published' | 'early' | 'form' | 'rest' | 'server'

/** A group of hits that came from one site with one key in the same way, and met the same fate. */
export interface Arrivals {
  /** Origin of the page; empty where the hits do not say. */
  readonly site: string
  readonly key: string
  readonly sender: Sender
  readonly kind: string | null
  /** Why they were refused; null where they were accepted. */
  readonly code: string | null
  readonly message: string | null
  readonly count: number
  /** How many of them had a contact. */
  readonly known: number
  readonly firstAt: number
  readonly lastAt: number
  /** Longest wait in a page before sending, in ms. */
  readonly longestWaitMs: number
  /** Largest difference between a visitor's clock and the collector's, in ms. */
  readonly clockErrorMs: number
}

/** What has arrived lately, by site. */
export interface ArrivalReport {
  readonly arrivals: readonly Arrivals[]
  /** How many hits were looked at, the newest ones. */
  readonly examined: number
  /** Losses as the trackers reported them, by key and reason. */
  readonly dropped: readonly { readonly key: string; readonly reason: string; readonly count: number }[]
}
