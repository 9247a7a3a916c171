// @ts-check
import { cart, checkout, thankYou } from './views/cart.mjs'
import { department, home } from './views/home.mjs'
import { newsletter, notFound, welcome } from './views/newsletter.mjs'
import { product } from './views/product.mjs'

/** @typedef {import('./views/parts.mjs').Shop} Shop */
/** @typedef {import('./views/parts.mjs').View} View */

/** @type {Record<string, (shop: Shop) => View>} */
const VIEWS = {
  '/': home,
  '/shoes': (shop) => department(shop, 'Shoes'),
  '/shirts': (shop) => department(shop, 'Shirts'),
  '/cart': cart,
  '/checkout': checkout,
  '/thank-you': thankYou,
  '/newsletter': newsletter,
  '/newsletter/welcome': welcome,
}

/** @param {Shop} shop @param {string} path without the base @returns {View & { found: boolean }} */
export function viewOf(shop, path) {
  const fixed = Object.hasOwn(VIEWS, path) ? VIEWS[path] : undefined
  if (fixed) return { ...fixed(shop), found: true }
  const slug = /^\/products\/([\w-]+)$/.exec(path)?.[1]
  const item = shop.items.find((candidate) => candidate.slug === slug)
  return item ? { ...product(shop, item), found: true } : { ...notFound(shop), found: false }
}
