// @ts-check
import { html } from '../html.mjs'
import { card, picture } from './parts.mjs'

/** @typedef {import('./parts.mjs').Shop} Shop */
/** @typedef {import('./parts.mjs').View} View */

const BENCH = [
  ['New soles and heels', '$38'],
  ['Collar turned', '$18'],
  ['Elbows patched', '$15'],
  ['Socks darned', 'nothing'],
]

/** @param {Shop} shop */
function hero(shop) {
  const shoes = shop.items.find(({ slug }) => slug === 'black-shoes')
  return html`<section class="hero">
    <div class="hero-text">
      <h1>Made to be mended.</h1>
      <p>Shoes and shirts with soles that come off, collars that turn, and a bench in the back that does the work.</p>
      <p class="actions"><a class="button" href="${shop.base}/shoes">See the shoes</a><a class="button plain" href="${shop.base}/shirts">See the shirts</a></p>
    </div>
    ${shoes && html`<a class="hero-art" href="${shop.base}/products/black-shoes" aria-label="Black shoes">${picture(shoes)}</a>`}
  </section>`
}

/** @param {Shop} shop */
function bench(shop) {
  return html`<section class="bench" aria-labelledby="bench-title">
    <div>
      <h2 id="bench-title">The mending bench</h2>
      <p>Send anything of ours back, in any state, for as long as you own it. We write before we cut, and charge what it says here.</p>
      <p><a class="button plain" href="${shop.base}/newsletter">Hear about bench days</a></p>
    </div>
    <dl>${BENCH.map(([work, price]) => html`<div><dt>${work}</dt><dd>${price}</dd></div>`)}</dl>
  </section>`
}

/** @param {Shop} shop @param {string} heading @param {Shop['items']} items */
function range(shop, heading, items) {
  return html`<section class="range" aria-labelledby="range-title">
    <div class="range-head"><h2 id="range-title">${heading}</h2><p>${items.length} pieces, all in stock</p></div>
    <ul class="grid">${items.map((item) => card(shop, item))}</ul>
  </section>`
}

/** @param {Shop} shop @returns {View} */
export function home(shop) {
  return { title: 'Aldermoor: shoes and shirts, made to be mended', main: html`${hero(shop)}${range(shop, 'The whole range', shop.items)}${bench(shop)}` }
}

/** @param {Shop} shop @param {string} kind @returns {View} */
export function department(shop, kind) {
  const items = shop.items.filter((item) => item.kind === kind)
  return {
    title: `${kind} · Aldermoor`,
    main: html`<div class="page-head"><h1>${kind}</h1></div>
      <ul class="grid ${items.length === 3 && 'threes'}">${items.map((item) => card(shop, item))}</ul>${bench(shop)}`,
  }
}
