// @ts-check
/* The script of the shop of many pages. Everything works without it too, only with more page loads and no tracking. */
import { bindTracking } from './bindings.mjs'
import { load, readPageState, save, say, showCount } from './store.mjs'

/** @type {import('./bindings.mjs').State} */
const shop = readPageState()
bindTracking(document, shop)

document.addEventListener('submit', async (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !form.action.endsWith('/cart/items')) return
  event.preventDefault()
  try {
    await save(form, form.action)
    showCount(shop.cart)
    say('It is in your cart')
  } catch {
    say('That did not work, please try again')
  }
})

/** A page that the browser kept, or one in a tab that stood aside, may show a cart of some time ago. */
async function refresh() {
  try {
    const { cart, visitor } = await load()
    Object.assign(shop, { cart, visitor })
    showCount(cart)
  } catch {
    // Offline: the next page brings the cart.
  }
}

const [navigation] = performance.getEntriesByType('navigation')
const isBack = navigation instanceof PerformanceNavigationTiming && navigation.type === 'back_forward'
addEventListener('pageshow', (event) => void ((event.persisted || isBack) && refresh()))
document.addEventListener('visibilitychange', () => void (document.visibilityState === 'visible' && refresh()))
