// @ts-check
/* The cart's arithmetic, one copy for the server and for the pages. */

/**
 * @typedef {object} Line
 * @property {string} slug
 * @property {string} size
 * @property {number} quantity
 * @property {string} name
 * @property {number} price
 * @property {string} url of the product's page, absolute: it ends up in e-mails
 * @property {string} image likewise
 */
/** @typedef {{ id: string, url: string, currency: string, lines: Line[] }} Cart */
/** @typedef {Omit<Line, 'quantity'>} Choice */

export const MAX_QUANTITY = 20

/** @param {unknown} quantity @returns {number} a whole number from 0 to MAX_QUANTITY */
export function toQuantity(quantity) {
  const wanted = Math.floor(Number(quantity))
  return Number.isFinite(wanted) ? Math.min(Math.max(wanted, 0), MAX_QUANTITY) : 0
}

/** @param {{ slug: string, size: string }} line names the line within a form and a cart */
export function lineKey(line) {
  return `${line.slug}/${line.size}`
}

/** @param {Cart} cart @param {Choice} choice @param {unknown} quantity @returns {Cart} */
export function withAdded(cart, choice, quantity) {
  const key = lineKey(choice)
  const present = cart.lines.find((line) => lineKey(line) === key)
  const line = { ...choice, quantity: toQuantity((present?.quantity ?? 0) + toQuantity(quantity)) }
  if (line.quantity === 0) return cart
  return { ...cart, lines: present ? cart.lines.map((old) => (old === present ? line : old)) : [...cart.lines, line] }
}

/** @param {Cart} cart @param {Record<string, unknown>} quantities by line key; a line set to 0 goes @returns {Cart} */
export function withQuantities(cart, quantities) {
  const lines = cart.lines.map((line) => ({ ...line, quantity: toQuantity(quantities[lineKey(line)] ?? line.quantity) }))
  return { ...cart, lines: lines.filter((line) => line.quantity > 0) }
}

/** @param {Cart} cart */
export function totalOf(cart) {
  return cart.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
}

/** @param {Cart} cart */
export function countOf(cart) {
  return cart.lines.reduce((sum, line) => sum + line.quantity, 0)
}

/**
 * The event data of `cart_updated` and `order_completed`, shaped as the tracker's documentation has it.
 * @param {Cart} cart
 */
export function cartEvent(cart) {
  return {
    id: `cart:${cart.id}`,
    data: {
      total: totalOf(cart),
      currency: cart.currency,
      url: cart.url,
      items: cart.lines.map(({ name, price, quantity, url, image }) => ({ name, price, quantity, url, image })),
    },
  }
}

/** The event data of `cart_deleted`. @param {Cart} cart */
export function emptiedEvent(cart) {
  return { id: `cart:${cart.id}`, data: { items: [] } }
}

/** @param {number} amount */
export function formatPrice(amount) {
  return `$${amount}`
}
