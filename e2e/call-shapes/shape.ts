/** A hit as it stands in the table: its body without chance (`received.ts`), with the e-mail that the collector knows for it. */
export interface ShapeHit {
  readonly sib_type: 'identify' | 'page' | 'track' | 'trackLink'
  readonly sib_name?: string
  readonly email_id?: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly event?: Readonly<Record<string, unknown>>
  readonly href?: string
  readonly ma_url?: string
  readonly ma_path?: string
  readonly ma_title?: string
  readonly ma_referrer?: string
}

/** What a callback is told: the code of the error or null, and the result; `id` stands for the id of the shape's first hit. */
export type Told = readonly [code: string | null, result?: string]

/** One way in which pages call, and all that comes of it: hits that are not in the list must not come. */
export interface Shape {
  /** The rules that it proves, as `rules.ts` numbers them. */
  readonly rules: readonly string[]
  /** What the call is like. */
  readonly says: string
  /**
   * Page code; `sendinblue` is the generation's own, `told` the callback, `link(id, html?)` puts an `<a href="#id">` into the
   * page and returns it; jQuery is there.
   */
  readonly call: string
  /** Page code for the time when the script is there, as clicks are; also has `click(id)`. */
  readonly then?: string
  readonly hits: readonly ShapeHit[]
  /** What `told` hears, call by call; nothing by default. */
  readonly told?: readonly Told[]
  /** How many arguments have to reach the live method for the callback to be told (CONTRACT.md 0.2); 3 by default. */
  readonly argumentsNeeded?: number
}

/** Title of the pages that the shapes are called on. */
export const pageTitle = 'The page of the shapes'

/** The contact of those shapes that name one. */
export const ada = 'ada@example.test'
