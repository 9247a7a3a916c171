import { attempt } from './attempt'

/** What has changed: `replace` or `replaceState` where the entry before is gone, anything else where it is not. */
export interface HistoryChange {
  readonly navigationType?: string | null
}

/**
 * Calls back now, because the app may have gone on before, and after the URL of this document may have changed: by the
 * Navigation API where it exists, otherwise by wrapping the two methods that announce nothing.
 */
export function onHistoryChange(callback: (change?: HistoryChange) => void): void {
  const navigation = (window as { navigation?: EventTarget }).navigation
  if (navigation) navigation.addEventListener('currententrychange', callback as EventListener)
  else {
    // Capturing, and so before the router: its listener may set the next title, or put its state into the entry.
    addEventListener('popstate', callback as EventListener, true)
    wrap('pushState', callback)
    wrap('replaceState', callback)
  }
  callback()
}

function wrap(navigationType: 'pushState' | 'replaceState', callback: (change: HistoryChange) => void): void {
  const original = history[navigationType]
  const wrapper: typeof original = function (this: History, data, unused, ...url) {
    original.call(this, data, unused, ...url)
    callback({ navigationType })
  }
  // Where the page has frozen it, its views are those that it records itself.
  attempt(() => (history[navigationType] = wrapper))
}
