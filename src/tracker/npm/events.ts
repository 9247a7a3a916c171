/** A line of a cart or an order. A shop may add what it likes: a SKU, a category, a tax. */
export interface Item {
  name: string
  /** Of one piece, in the currency of the cart. */
  price: number
  quantity: number
  /** Where the product is shown. */
  url?: string | undefined
  /** Where its picture is. */
  image?: string | undefined
  // With `unknown` in its place, objects that a shop has declared as an interface would not fit.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [more: string]: any
}

/** What a cart or an order is made of. A shop may add what it likes: a discount, addresses, the link to the checkout. */
export interface Cart {
  /** What is to be paid for all of it. */
  total: number
  /** ISO 4217: `EUR`, `USD`. */
  currency: string
  /** Where the cart is shown again. */
  url?: string | undefined
  items: readonly Item[]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  [more: string]: any
}

/** The transaction that an event is about. Events of one cart carry the same id, by convention `cart:<id of the cart>`. */
export interface EventData<Content = unknown> {
  id?: string | number | undefined
  data?: Content | undefined
}

/**
 * Events whose data has a known shape, by name. The three that a recovery of abandoned carts needs are there; an app
 * declares its own by merging:
 *
 *     declare module 'sib-tracker' {
 *       interface Events { trial_started: EventData<{ plan: string }> }
 *     }
 */
export interface Events {
  /** A cart was made or changed. */
  cart_updated: EventData<Cart>
  /** A cart was bought. */
  order_completed: EventData<Cart>
  /** A cart was emptied. */
  cart_deleted: EventData<Partial<Cart>>
}

/** Any name; an editor proposes those that `Events` knows. */
export type EventName = keyof Events | (string & {})

/** What the event data of an event of this name looks like. */
export type EventDataOf<Name extends EventName> = Name extends keyof Events ? Events[Name] : EventData
