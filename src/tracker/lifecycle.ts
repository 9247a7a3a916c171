/**
 * The page becomes invisible. Firefox loses some of what is sent as late as `pagehide` when a tab is closed, and Safari
 * before 14.1 has no `visibilitychange` on navigation, so what is to be done then has to be done in both.
 */
export const onHidden = (callback: () => void): void =>
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) callback()
  })

/** The page goes away, perhaps to come back from the back/forward cache; then `onRestore`. */
export function onLeave(callback: () => void, onRestore: () => void): void {
  addEventListener('pagehide', callback)
  addEventListener('pageshow', (event) => {
    if (event.persisted) onRestore()
  })
}

/** The page is about to be left, which may come to nothing: a download, a link to a program, a visitor who stays. */
export function onMayLeave(callback: () => void): void {
  addEventListener('beforeunload', callback)
}

/** There is a network again. */
export const onOnline = (callback: () => void): void => addEventListener('online', callback)

/** Calls back at once, or when a prerendered page is shown at last; many never are. */
export function whenActivated(callback: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering) document.addEventListener('prerenderingchange', callback)
  else callback()
}
