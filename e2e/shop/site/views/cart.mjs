// @ts-check
import { countOf, formatPrice, lineKey, MAX_QUANTITY, totalOf } from '../cart.mjs'
import { html } from '../html.mjs'
import { picture, receipt } from './parts.mjs'

/** @typedef {import('./parts.mjs').Shop} Shop */
/** @typedef {import('./parts.mjs').View} View */
/** @typedef {import('../cart.mjs').Line} Line */

/** @param {Shop} shop @param {Line} line */
function row(shop, line) {
  const item = shop.items.find(({ slug }) => slug === line.slug)
  const key = lineKey(line)
  return html`<li class="line" data-line="${key}">
    ${item && picture(item)}
    <div class="line-text"><a href="${shop.base}/products/${line.slug}">${line.name}</a><small>Size ${line.size} · ${formatPrice(line.price)} each</small></div>
    <label class="field narrow"><span class="unseen">Quantity of ${line.name}, size ${line.size}</span>
      <input type="number" name="${key}" value="${line.quantity}" min="0" max="${MAX_QUANTITY}" required inputmode="numeric"></label>
    <span class="price">${formatPrice(line.price * line.quantity)}</span>
  </li>`
}

/** @param {Shop} shop */
function empty(shop) {
  return html`<div class="empty"><p>Nothing in here yet.</p><p><a class="button" href="${shop.base || '/'}">Look at the range</a></p></div>`
}

/** @param {Shop} shop @returns {View} */
export function cart(shop) {
  const count = countOf(shop.cart)
  const full = html`<form id="cart" class="split" method="post" action="/cart">
    <div>
      <ul class="lines">${shop.cart.lines.map((line) => row(shop, line))}</ul>
      <p class="actions"><button class="update-cart button plain">Update cart</button><button class="empty-cart button bare" formaction="/cart/empty" formnovalidate>Empty cart</button></p>
    </div>
    <aside class="panel" aria-label="Summary">
      <dl class="sums"><div><dt>${count} ${count === 1 ? 'piece' : 'pieces'}</dt><dd>${formatPrice(totalOf(shop.cart))}</dd></div><div><dt>Delivery</dt><dd>on us</dd></div><div class="grand"><dt>Total</dt><dd id="cart-total">${formatPrice(totalOf(shop.cart))}</dd></div></dl>
      <a id="to-checkout" class="button wide" href="${shop.base}/checkout">Check out</a>
      <p class="hint">Sixty days to change your mind, and the bench is there for the rest.</p>
    </aside>
  </form>`
  return { title: 'Your cart · Aldermoor', main: html`<div class="page-head"><h1>Your cart</h1></div>${count ? full : empty(shop)}` }
}

const DELIVERIES = [
  ['post', 'By post', 'Two or three days, wrapped in paper'],
  ['collect', 'Collect it', '14 Tanner’s Yard, ready in an hour'],
]

/** @param {Shop} shop @returns {View} */
export function checkout(shop) {
  const { FIRSTNAME: name, email } = shop.visitor
  const choices = DELIVERIES.map(
    ([value, label, hint], i) => html`<label class="choice"><input type="radio" name="delivery" value="${value}" ${i === 0 && html`checked`}><span><b>${label}</b><small>${hint}</small></span></label>`,
  )
  const full = html`<form id="checkout" class="split" method="post" action="/checkout">
    <div>
      <fieldset><legend>How should it reach you?</legend>${choices}</fieldset>
      <label class="field"><span>A note for the bench <small>(optional)</small></span><textarea name="note" rows="3" maxlength="400"></textarea></label>
      <p class="hint">${email ? `Signed up as ${email}.` : 'This is a demo: no address, no payment, nothing will be sent.'}</p>
    </div>
    <aside class="panel" aria-label="Your order">
      ${receipt(shop, shop.cart)}
      <dl class="sums"><div class="grand"><dt>Total</dt><dd>${formatPrice(totalOf(shop.cart))}</dd></div></dl>
      <button class="place-order button wide">Place order</button>
    </aside>
  </form>`
  return {
    title: 'Checkout · Aldermoor',
    main: html`<div class="page-head"><h1>${name ? `Nearly yours, ${name}` : 'Nearly yours'}</h1></div>${shop.cart.lines.length ? full : empty(shop)}`,
  }
}

/** @param {Shop} shop @returns {View} */
export function thankYou(shop) {
  const { order } = shop
  if (!order) return { title: 'No order yet · Aldermoor', main: html`<div class="page-head"><h1>No order yet</h1></div>${empty(shop)}` }
  return {
    title: 'Thank you · Aldermoor',
    main: html`<div class="split thanks">
      <div>
        <h1>Thank you${shop.visitor.FIRSTNAME && `, ${shop.visitor.FIRSTNAME}`}.</h1>
        <p class="story">Order <b id="order-number">${order.number}</b> is on the bench. ${order.delivery === 'collect' ? 'It will be ready to collect within the hour.' : 'It leaves with tomorrow’s post.'}</p>
        <p class="actions"><a class="button" href="${shop.base || '/'}">Back to the shop</a></p>
      </div>
      <aside class="panel" aria-label="Your order">${receipt(shop, order.cart)}
        <dl class="sums"><div class="grand"><dt>Total</dt><dd>${formatPrice(totalOf(order.cart))}</dd></div></dl></aside>
    </div>`,
  }
}
