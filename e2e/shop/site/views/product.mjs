// @ts-check
import { formatPrice, MAX_QUANTITY } from '../cart.mjs'
import { html } from '../html.mjs'
import { addButton, card, picture } from './parts.mjs'

/** @typedef {import('./parts.mjs').Shop} Shop */
/** @typedef {import('./parts.mjs').Item} Item */
/** @typedef {import('./parts.mjs').View} View */

/** @param {Item} item */
function sizes(item) {
  const chips = item.sizes.map(
    (size) => html`<label class="chip"><input type="radio" name="size" value="${size}" ${size === item.size && html`checked`}><span>${size}</span></label>`,
  )
  return html`<fieldset class="sizes"><legend>Size</legend><div class="chips">${chips}</div>
    <a id="size-guide" class="size-guide" data-placement="product" download href="/size-guide.txt">Size guide <small>(text file)</small></a>
  </fieldset>`
}

/** @param {Item} item */
function buy(item) {
  return html`<form class="buy" method="post" action="/cart/items">
    <input type="hidden" name="slug" value="${item.slug}">
    ${sizes(item)}
    <div class="buy-row">
      <label class="field narrow"><span>Quantity</span><input id="quantity" type="number" name="quantity" value="1" min="1" max="${MAX_QUANTITY}" required inputmode="numeric"></label>
      ${addButton(item, 'button')}
    </div>
  </form>`
}

/** @param {Shop} shop @param {Item} item @returns {View} */
export function product(shop, item) {
  const others = shop.items.filter(({ slug }) => slug !== item.slug)
  const at = shop.items.indexOf(item)
  const beside = [0, 1, 2, 3].map((step) => others[(at + step) % others.length]).filter((other) => other !== undefined)
  const department = item.kind === 'Odds' ? '' : item.kind.toLowerCase()
  return {
    title: `${item.name} · Aldermoor`,
    main: html`<nav class="crumbs" aria-label="Where you are"><a href="${shop.base || '/'}">Shop</a> / ${department && html`<a href="${shop.base}/${department}">${item.kind}</a> / `}<span aria-current="page">${item.name}</span></nav>
    <article class="product">
      ${picture(item, item.name)}
      <div class="product-text">
        <h1>${item.name}</h1>
        <p class="product-price price">${formatPrice(item.price)}</p>
        <p class="story">${item.story}</p>
        ${buy(item)}
        <ul class="details">${item.details.map((detail) => html`<li>${detail}</li>`)}</ul>
      </div>
    </article>
    <section class="range"><div class="range-head"><h2>Goes with it</h2></div><ul class="grid">${beside.map((other) => card(shop, other))}</ul></section>`,
  }
}
