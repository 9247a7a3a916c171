// @ts-check
import { countOf } from './site/cart.mjs'
import { html, scriptJson, trusted } from './site/html.mjs'

/** @typedef {import('./site/views/parts.mjs').Shop} Shop */
/** @typedef {import('./site/views/parts.mjs').View} View */
/** @typedef {import('./site/html.mjs').Markup} Markup */

const MARK = trusted(`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M16 2c8 4 12 10 11 17-1 6-5 10-11 11C10 29 6 25 5 19 4 12 8 6 16 2z" fill="currentColor"/><path d="M16 8v20M16 15l5-4M16 21l6-5M16 17l-5-4M16 23l-6-5" fill="none" stroke="var(--paper)" stroke-width="1.6" stroke-linecap="round" stroke-dasharray="2.6 2"/></svg>`)

const DEPARTMENTS = [['/shoes', 'Shoes'], ['/shirts', 'Shirts'], ['/newsletter', 'Bench letter']]

/** Demo chrome, told apart from the shop on purpose. @param {string} inspectorUrl @param {Shop} shop */
function demoBar(inspectorUrl, shop) {
  const inspector = inspectorUrl ? html`<a href="${inspectorUrl}" target="_blank" rel="noopener">inspector</a>` : 'inspector'
  const here = (/** @type {string} */ base) => base === shop.base && html`aria-current="page"`
  return html`<aside class="demo" aria-label="About this demo">
    <p>Demo shop: every click below shows up in the ${inspector}</p>
    <p class="demo-variants"><a href="/" ${here('')}>Many pages</a><a href="/app" ${here('/app')}>Single page</a></p>
  </aside>`
}

/** @param {Shop} shop */
function header(shop) {
  return html`<header class="top">
    <a class="brand" href="${shop.base || '/'}">${MARK}Aldermoor</a>
    <nav aria-label="Shop">${DEPARTMENTS.map(([path, label]) => html`<a href="${shop.base}${path}">${label}</a>`)}</nav>
    <a class="cart-link" href="${shop.base}/cart">Cart <span id="cart-count" class="count">${countOf(shop.cart)}</span><span class="unseen"> pieces</span></a>
  </header>`
}

/** @param {Shop} shop */
function footer(shop) {
  return html`<footer class="foot">
    <div><p class="brand">${MARK}Aldermoor</p><p>14 Tanner’s Yard<br>Monday to Saturday, nine to six</p></div>
    <div><h2>Fit</h2><p><a class="size-guide" data-placement="footer" download href="/size-guide.txt">Size guide</a></p><p>Sixty days to change your mind.</p></div>
    <div><h2>Letter</h2><p>Six a year, no more.</p><p><a href="${shop.base}/newsletter">Sign up</a></p></div>
  </footer>`
}

/** What the page's script starts from: the shop of many pages has the rest in its pages. @param {Shop} shop */
function stateOf(shop) {
  return shop.base ? shop : { cart: shop.cart, visitor: shop.visitor }
}

/**
 * A whole page.
 * @param {{ shop: Shop, view: View, tag: string, inspectorUrl: string }} page
 * @returns {string}
 */
export function renderDocument({ shop, view, tag, inspectorUrl }) {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="Aldermoor makes shoes and shirts that can be mended.">
<title>${view.title}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/shop.css">
<script type="module" src="/site/${shop.base ? 'app' : 'shop'}.mjs"></script>
</head>
<body>
<a class="skip" href="#main">To the shop</a>
${demoBar(inspectorUrl, shop)}
${header(shop)}
<main id="main" tabindex="-1">${view.main}</main>
${footer(shop)}
<div id="toast" class="toast" role="status"><span></span><a href="${shop.base}/cart">See cart</a></div>
<script type="application/json" id="shop-state">${scriptJson(stateOf(shop))}</script>
<script>
${trusted(tag)}
</script>
</body>
</html>
`)
}
