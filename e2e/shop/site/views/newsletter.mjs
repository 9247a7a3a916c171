// @ts-check
import { html } from '../html.mjs'
import { picture } from './parts.mjs'

/** @typedef {import('./parts.mjs').Shop} Shop */
/** @typedef {import('./parts.mjs').View} View */

/** @param {Shop} shop @param {string} slug */
function art(shop, slug) {
  const item = shop.items.find((candidate) => candidate.slug === slug)
  return item && picture(item)
}

/** @param {Shop} shop @returns {View} */
export function newsletter(shop) {
  const { problem } = shop
  return {
    title: 'The bench letter · Aldermoor',
    main: html`<div class="letter">
      ${art(shop, 'wool-socks')}
      <div>
        <h1>The bench letter</h1>
        <p class="story">Six times a year: when the bench is open, what is back in stock, and how to darn a heel.</p>
        ${problem && html`<p class="problem" role="alert">${problem}</p>`}
        <form id="sign-up" method="post" action="/newsletter">
          <label class="field"><span>E-mail</span><input type="email" name="email" required autocomplete="email" maxlength="254"></label>
          <div class="pair">
            <label class="field"><span>First name</span><input name="firstname" required autocomplete="given-name" maxlength="80"></label>
            <label class="field"><span>Last name</span><input name="lastname" required autocomplete="family-name" maxlength="80"></label>
          </div>
          <button class="sign-up button">Sign up</button>
        </form>
      </div>
    </div>`,
  }
}

/** @param {Shop} shop @returns {View} */
export function welcome(shop) {
  const { FIRSTNAME: name, email } = shop.visitor
  return {
    title: 'Welcome · Aldermoor',
    main: html`<div class="letter">
      ${art(shop, 'canvas-trainers')}
      <div>
        <h1>Welcome${name && `, ${name}`}.</h1>
        <p class="story">${email ? html`The next letter goes to <b id="signed-up">${email}</b>.` : 'Nobody has signed up in this session yet.'}</p>
        <p class="actions"><a class="button" href="${shop.base || '/'}">Back to the shop</a></p>
      </div>
    </div>`,
  }
}

/** @param {Shop} shop @returns {View} */
export function notFound(shop) {
  return {
    title: 'Not here · Aldermoor',
    main: html`<div class="empty"><h1>This shelf is empty</h1><p>There is no such page, or there is no longer.</p><p><a class="button" href="${shop.base || '/'}">Back to the shop</a></p></div>`,
  }
}
