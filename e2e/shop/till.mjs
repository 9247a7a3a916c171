// @ts-check
/* What a visitor can do to a session. Every action takes the fields of a form and answers with a problem, or nothing. */
import { catalogue, findProduct } from './catalogue.mjs'
import { toQuantity, withAdded, withQuantities } from './site/cart.mjs'
import { createNumber } from './session.mjs'

/** @typedef {import('./session.mjs').Session} Session */
/** @typedef {import('./session.mjs').Wanted} Wanted */
/** @typedef {import('./site/cart.mjs').Cart} Cart */
/** @typedef {import('./site/views/parts.mjs').Shop} Shop */
/** @typedef {Record<string, string>} Fields */
/** @typedef {{ next: string, run: (session: Session, fields: Fields) => string | undefined }} Action */

const CURRENCY = 'USD'
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/

/** @param {string} cartId @param {readonly Wanted[]} wanted @param {string} origin @returns {Cart} */
function cartOf(cartId, wanted, origin) {
  const lines = wanted.flatMap(({ slug, size, quantity }) => {
    const product = findProduct(slug)
    if (!product) return []
    const { name, price } = product
    return [{ slug, size, quantity, name, price, url: `${origin}/products/${slug}`, image: `${origin}/art/${slug}.svg` }]
  })
  return { id: cartId, url: `${origin}/cart`, currency: CURRENCY, lines }
}

/**
 * The shop as this visitor sees it.
 * @param {Session} session
 * @param {string} origin
 * @param {string} base
 * @returns {Shop}
 */
export function shopOf(session, origin, base) {
  const { cartId, lines, visitor, order } = session
  return {
    base,
    items: catalogue.map((product) => ({ ...product, url: `${origin}/products/${product.slug}`, image: `${origin}/art/${product.slug}.svg` })),
    cart: cartOf(cartId, lines, origin),
    visitor,
    order: order ? { number: order.number, delivery: order.delivery, cart: cartOf(order.cartId, order.lines, origin) } : null,
  }
}

/** A cart that was ordered or emptied does not come back: the next one is another cart. @param {Session} session */
function startCart(session) {
  session.cartId = createNumber()
  session.lines = []
}

/** @param {Session} session @param {Cart} cart */
function keep(session, cart) {
  session.lines = cart.lines.map(({ slug, size, quantity }) => ({ slug, size, quantity }))
  if (session.lines.length === 0) startCart(session)
}

/** @param {Session} session @param {Fields} fields */
function add(session, { slug = '', size = '', quantity }) {
  const product = findProduct(slug)
  if (!product?.sizes.includes(size)) return 'There is no such product.'
  if (toQuantity(quantity) === 0) return 'How many should it be?'
  const cart = withAdded(cartOf(session.cartId, session.lines, ''), { slug, size, name: '', price: 0, url: '', image: '' }, quantity)
  keep(session, cart)
  return undefined
}

/** @param {Session} session @param {Fields} quantities */
function update(session, quantities) {
  keep(session, withQuantities(cartOf(session.cartId, session.lines, ''), quantities))
  return undefined
}

/** @param {Session} session @param {Fields} fields */
function order(session, { delivery = 'post' }) {
  // The second click of a double click: the order that it repeats is on the next page.
  if (session.lines.length === 0) return session.order ? undefined : 'There is nothing in the cart.'
  session.order = { number: createNumber(), cartId: session.cartId, lines: session.lines, delivery }
  startCart(session)
  return undefined
}

/** @param {Session} session @param {Fields} fields */
function signUp(session, { email = '', firstname = '', lastname = '' }) {
  if (!EMAIL.test(email) || email.length > 254) return 'That does not look like an e-mail address.'
  session.visitor = { email, FIRSTNAME: firstname.slice(0, 80), LASTNAME: lastname.slice(0, 80) }
  return undefined
}

/** By the address that a form posts to; `next` is the page that follows. @type {Readonly<Record<string, Action>>} */
export const actions = {
  '/cart/items': { next: '/cart', run: add },
  '/cart': { next: '/cart', run: update },
  '/cart/empty': {
    next: '/cart',
    run(session) {
      startCart(session)
      return undefined
    },
  },
  '/checkout': { next: '/thank-you', run: order },
  '/newsletter': { next: '/newsletter/welcome', run: signUp },
}
