// @ts-check
import { countOf } from './cart.mjs'

/** @typedef {import('./bindings.mjs').State & { order: import('./views/parts.mjs').PlacedOrder | null }} SavedState */

/** What the server wrote into this page. @returns {any} */
export function readPageState() {
  return JSON.parse(document.getElementById('shop-state')?.textContent ?? '{}')
}

/** @param {Response} response @returns {Promise<SavedState>} */
async function read(response) {
  if (!response.ok) throw new Error(`the shop answered ${response.status}`)
  return response.json()
}

/** @returns {Promise<SavedState>} */
export async function load() {
  return read(await fetch('/session.json', { cache: 'no-store' }))
}

/**
 * Sends a form without leaving the page; keepalive, because the visitor may leave it all the same.
 * @param {HTMLFormElement} form
 * @param {string} action
 */
export async function save(form, action) {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]))
  return read(await fetch(action, { method: 'POST', body, keepalive: true, headers: { accept: 'application/json' } }))
}

/** @param {import('./cart.mjs').Cart} cart */
export function showCount(cart) {
  const badge = document.getElementById('cart-count')
  if (badge) badge.textContent = String(countOf(cart))
}

/** Says something for a moment, to screen readers too. @param {string} text */
export function say(text) {
  const toast = document.getElementById('toast')
  if (!toast) return
  toast.querySelector('span')?.replaceChildren(text)
  toast.dataset['shown'] = 'yes'
  clearTimeout(Number(toast.dataset['timer']))
  toast.dataset['timer'] = String(setTimeout(() => (toast.dataset['shown'] = 'no'), 3500))
}
