import { attempt } from './attempt'

/**
 * Calls back after the URL of this document may have changed: by the Navigation API where it exists, otherwise by
 * wrapping the two methods that announce nothing.
 */
export function onHistoryChange(callback: () => void): void {
  const { navigation } = window as { navigation?: EventTarget }
  if (navigation) {
    navigation.addEventListener('currententrychange', callback)
    return
  }
  addEventListener('popstate', callback)
  wrap('pushState', callback)
  wrap('replaceState', callback)
}

function wrap(name: 'pushState' | 'replaceState', callback: () => void): void {
  const original = history[name]
  const wrapper: typeof original = function (this: History, data, unused, ...url) {
    original.call(this, data, unused, ...url)
    callback()
  }
  // Where the page has frozen it, its views are those that it records itself.
  attempt(() => (history[name] = wrapper))
}
