// @ts-check
import { formatPrice } from '../cart.mjs'
import { html, trusted } from '../html.mjs'

/** @typedef {import('../html.mjs').Markup} Markup */
/** @typedef {import('../cart.mjs').Cart} Cart */
/** @typedef {import('../cart.mjs').Choice} Choice */
/** @typedef {import('../../catalogue.mjs').Product & { url: string, image: string }} Item a product with its absolute addresses */
/** @typedef {{ email?: string, FIRSTNAME?: string, LASTNAME?: string }} Visitor */
/** @typedef {{ number: string, delivery: string, cart: Cart }} PlacedOrder */

/**
 * All that a page is made from. `base` is where its links point: '' for the shop of many pages, '/app' for the other.
 * @typedef {object} Shop
 * @property {string} base
 * @property {readonly Item[]} items
 * @property {Cart} cart
 * @property {Visitor} visitor
 * @property {PlacedOrder | null} order
 * @property {string} [problem] what was wrong with the form that was sent
 */
/** @typedef {{ title: string, main: Markup }} View */

/**
 * A product's picture; empty `label` where the name stands beside it.
 * @param {Item} item
 */
export function picture(item, label = '') {
  const role = label ? html`role="img" aria-label="${label}"` : html`aria-hidden="true"`
  return html`<span class="tile" data-tint="${item.tint}" ${role}>${trusted(item.art)}</span>`
}

/** @param {Item} item @returns {Omit<Choice, 'size'>} what the cart keeps of a product */
export function choiceOf({ slug, name, price, url, image }) {
  return { slug, name, price, url, image }
}

/** @param {Item} item @param {string} className */
export function addButton(item, className) {
  return html`<button class="add-to-cart ${className}" data-product="${JSON.stringify(choiceOf(item))}"
    aria-label="Add to cart: ${item.name}">Add to cart</button>`
}

/** @param {Shop} shop @param {Item} item */
export function card(shop, item) {
  const href = `${shop.base}/products/${item.slug}`
  return html`<li class="card" data-product-card="${item.slug}">
    <a class="card-link" href="${href}">${picture(item)}<span class="card-name">${item.name}</span></a>
    <p class="card-line">${item.line}</p>
    <div class="card-foot">
      <span class="price">${formatPrice(item.price)}</span>
      <form method="post" action="/cart/items">
        <input type="hidden" name="slug" value="${item.slug}">
        <input type="hidden" name="size" value="${item.size}">
        <input type="hidden" name="quantity" value="1">
        ${addButton(item, 'quiet')}
      </form>
    </div>
  </li>`
}

/** @param {Shop} shop @param {Cart} cart lines as a short list, for checkout and receipt */
export function receipt(shop, cart) {
  const lines = cart.lines.map((line) => {
    const item = shop.items.find(({ slug }) => slug === line.slug)
    return html`<li>
      ${item && picture(item)}
      <span><b>${line.name}</b><small>Size ${line.size} · ${line.quantity} × ${formatPrice(line.price)}</small></span>
      <span class="price">${formatPrice(line.price * line.quantity)}</span>
    </li>`
  })
  return html`<ul class="receipt">${lines}</ul>`
}
