import type { JsonObject } from '../../contract/event'

/** One row of the inspector: a hit that was accepted, or one that was refused with the reason. */
export interface HitRecord {
  /** Position in the order of arrival. */
  readonly row: number
  readonly receivedAt: number
  /** The path that it came to. */
  readonly via: string
  readonly encoding: 'json' | 'text' | 'form' | 'query'
  readonly key: string
  readonly id: string
  readonly cuid: string | null
  readonly kind: string | null
  readonly name: string | null
  /** The contact that it belongs to; may become known after the hit. */
  readonly email: string | null
  readonly accepted: boolean
  /** Why it was refused. */
  readonly code?: string
  readonly message?: string
  readonly ts: number | null
  readonly lane: string | null
  readonly seq: number | null
  readonly sent: number | null
  /** The hit as it is stored; what was received where it was refused. */
  readonly body: JsonObject
}

/** Totals over the life of the database. */
export interface Totals {
  readonly accepted: number
  readonly rejected: number
  readonly duplicates: number
  /** Hits that came after their person had been erased, and stayed out. */
  readonly erased: number
  readonly requests: number
  /** What trackers reported as given up, by reason. */
  readonly dropped: Readonly<Record<string, number>>
}

/**
 * Somebody whose e-mail has just become known: a visitor, or a contact whom servers knew by other names. Their rows without
 * an e-mail have this one from now on.
 */
export type Attached =
  | { readonly key: string; readonly cuid: string; readonly email: string }
  | { readonly contact: number; readonly email: string }
