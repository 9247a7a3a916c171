/** A value that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** An object, and no list, to be written as JSON: what has none is refused then, and a field that is undefined is left out. */
export interface JsonFields {
  // With `Json` in its place, objects that an app has declared as an interface would not fit.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [name: string]: any
  readonly [Symbol.iterator]?: never
}

/** The four kinds of event, by the names that the wire uses for them (CONTRACT.md 4). */
export type HitKind = 'identify' | 'track' | 'trackLink' | 'page'

/** Counts of events that were accepted and then given up, by reason. */
export type DropCounts = Readonly<Record<string, number>>

/** The transaction that an event is about: `id` by convention `cart:<cart id>` (CONTRACT.md 7). */
export interface EventData {
  readonly id?: string | number | undefined
  /** Anything that has a JSON. */
  readonly data?: unknown
}

/**
 * One event as the browser wire carries it. The `sib_` and `ma_` names are the vendor's (CONTRACT.md 4);
 * `id`, `ts`, `lane` and `seq` are ours, so that a receiver can de-duplicate and order.
 */
export interface Hit {
  /** UUID, given when the call was accepted; a retry carries the same one. */
  readonly id: string
  /** Time of the call, in ms since the epoch, by the visitor's clock. */
  readonly ts: number
  /** The page life that accepted the event. */
  readonly lane: string
  /** Position of the event within its lane, from 0. */
  readonly seq: number
  /** `dropped` is no event of the page's: its `properties` are `DropCounts`, and its id makes sure that they are counted once. */
  readonly sib_type: HitKind | 'dropped'
  /** Event name, page name, or the link's element id. */
  readonly sib_name?: string
  /** The contact's e-mail, where it was known at the call. */
  readonly email_id?: string | undefined
  /** State of the visitor: contact attributes. Page keys are not repeated here. */
  readonly properties?: JsonObject
  readonly event?: EventData
  /** Absolute URL of the page at the call. */
  readonly ma_url?: string
  /** Path of `ma_url`; pages only, like title and referrer. */
  readonly ma_path?: string
  readonly ma_title?: string
  readonly ma_referrer?: string
  /** Absolute target of a tracked link. */
  readonly href?: string
  /** Token of a link in an e-mail, from the page's query parameter of this name: tells a collector, once, who the visitor is. */
  readonly sib_clid?: string
}
