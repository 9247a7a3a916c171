// @ts-check
/*
 * The shop owner's own tracking, bound to the buttons as the tracker's guide shows it: a click listener
 * that calls sendinblue.track and lets the page go on with what it was doing.
 */
import { cartEvent, emptiedEvent, withAdded, withQuantities } from './cart.mjs'

/** @typedef {import('./cart.mjs').Cart} Cart */
/** @typedef {{ cart: Cart, visitor: { email?: string, FIRSTNAME?: string, LASTNAME?: string } }} State */
/** @typedef {Record<'track' | 'identify' | 'trackLink', (...args: unknown[]) => void>} Tracker */

let orderedCartId = ''

/** Looked up at every call: the tag stands below this script in the page. @returns {Tracker} */
const tracker = () => /** @type {any} */ (window).sendinblue

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
export function fieldsOf(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
}

/** @param {ParentNode} root @param {string} selector @param {(button: HTMLButtonElement, form: HTMLFormElement) => void} clicked */
function onClick(root, selector, clicked) {
  for (const button of root.querySelectorAll(selector)) {
    if (!(button instanceof HTMLButtonElement)) continue
    button.addEventListener('click', () => {
      const { form } = button
      if (form && (button.formNoValidate || form.checkValidity())) clicked(button, form)
    })
  }
}

/**
 * @param {ParentNode} root
 * @param {State} shop read at every click, and changed when something is put into the cart
 */
export function bindTracking(root, shop) {
  onClick(root, '.add-to-cart', (button, form) => {
    const { size = '', quantity } = fieldsOf(form)
    shop.cart = withAdded(shop.cart, { ...JSON.parse(button.dataset['product'] ?? ''), size }, quantity)
    tracker().track('cart_updated', shop.visitor, cartEvent(shop.cart))
  })

  onClick(root, '.update-cart', (_button, form) => {
    const cart = withQuantities(shop.cart, fieldsOf(form))
    if (cart.lines.length > 0) tracker().track('cart_updated', shop.visitor, cartEvent(cart))
    else tracker().track('cart_deleted', shop.visitor, emptiedEvent(cart))
  })

  onClick(root, '.empty-cart', () => {
    tracker().track('cart_deleted', shop.visitor, emptiedEvent(shop.cart))
  })

  onClick(root, '.place-order', () => {
    // A second click, or one on a page that came back after the order, orders nothing.
    if (shop.cart.lines.length === 0 || shop.cart.id === orderedCartId) return
    orderedCartId = shop.cart.id
    tracker().track('order_completed', shop.visitor, cartEvent(shop.cart))
  })

  const signUp = root.querySelector('#sign-up')
  signUp?.addEventListener('submit', () => {
    const { email, firstname, lastname } = fieldsOf(/** @type {HTMLFormElement} */ (signUp))
    tracker().identify(email, { FIRSTNAME: firstname, LASTNAME: lastname })
  })

  for (const link of root.querySelectorAll('a.size-guide')) {
    if (link instanceof HTMLElement) tracker().trackLink(link, { document: 'Size guide', placement: link.dataset['placement'] })
  }
}
