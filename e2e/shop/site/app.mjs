// @ts-check
/*
 * The same shop as a single-page app: one router over history.pushState, the same views, the same tracking.
 * It reports no page views; the tracker sees the history change by itself.
 */
import { bindTracking } from './bindings.mjs'
import { viewOf } from './routes.mjs'
import { load, readPageState, save, say, showCount } from './store.mjs'

const BASE = '/app'
/** @type {import('./views/parts.mjs').Shop} */
const shop = readPageState()
const main = /** @type {HTMLElement} */ (document.querySelector('main'))

/** Where a form leads once it is saved. @type {Record<string, string>} */
const NEXT = { '/cart': '/cart', '/cart/empty': '/cart', '/checkout': '/thank-you', '/newsletter': '/newsletter/welcome' }

/** Shows the route that the address bar names. */
function show() {
  const view = viewOf(shop, location.pathname.slice(BASE.length) || '/')
  document.title = view.title
  main.innerHTML = String(view.main)
  bindTracking(main, shop)
}

/** @param {string} path */
function go(path) {
  history.pushState(null, '', path)
  show()
  scrollTo(0, 0)
  main.focus({ preventScroll: true })
}

/** @param {Awaited<ReturnType<typeof load>>} saved */
function take(saved) {
  Object.assign(shop, saved)
  showCount(shop.cart)
}

/** @param {string} action @param {Awaited<ReturnType<typeof load>>} saved */
function finish(action, saved) {
  const next = NEXT[action]
  if (next === undefined) {
    // The cart at hand already holds what was added, and maybe something that was added since.
    showCount(shop.cart)
    say('It is in your cart')
    return
  }
  take(saved)
  if (BASE + next === location.pathname) show()
  else go(BASE + next)
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
  if (!link || !isPlain || event.defaultPrevented || link.origin !== location.origin) return
  if (link.pathname !== BASE && !link.pathname.startsWith(`${BASE}/`)) return
  event.preventDefault()
  go(link.pathname)
})

document.addEventListener('submit', async (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement)) return
  event.preventDefault()
  const action = event.submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? ''
  try {
    finish(action, await save(form, action))
  } catch {
    say('That did not work, please try again')
  }
})

addEventListener('popstate', show)
addEventListener('pageshow', async (event) => {
  if (event.persisted) take(await load())
})
bindTracking(document, shop)
