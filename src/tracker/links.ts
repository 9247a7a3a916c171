/**
 * Calls back with the absolute target and the element's id at every click that follows one of the links: main and middle
 * button, with any modifier key, by keyboard and by script; once a click, however often its link was asked for. The click
 * itself is left alone. False where the target names no element; a selector also watches elements that come later.
 */
export type WatchLinks = (target: unknown, onFollow: (href: string, id: string | undefined) => void) => boolean

/** A step of an event's way; of links that are drawn, the target is an object (SVG 2, 16.2). */
interface Step extends Partial<Element> {
  readonly href?: string & { readonly baseVal?: string }
}

let lastClick: Event | undefined

/** Links of this document; a target is an element, a list of elements, or a selector. */
export const watchDocumentLinks: WatchLinks = (target, onFollow) => {
  const selector = typeof target === 'string' ? target : '*'
  const elements = target === selector ? document.querySelectorAll(selector) : (target as Node | null)?.nodeType ? [target] : target ?? []
  const follow = (event: Event): void => {
    // With what is in open shadow trees, where `target` stops at their host (DOM, 2.9).
    const path = event.composedPath() as Step[]
    const anchor = path.find((step) => step.matches?.('a,area'))
    const href = anchor?.href?.baseVal ?? anchor?.href
    const isContextMenu = (event as MouseEvent).button > 1
    if (!href || isContextMenu || event === lastClick || !path.some((step) => step.matches?.(selector))) return
    lastClick = event
    // An element makes any target absolute and, unlike `URL`, throws at none.
    onFollow(Object.assign(document.createElement('a'), { href }).href, anchor?.id)
  }
  for (const node of target === selector ? [document] : Array.from(elements as ArrayLike<Element | null>)) {
    // Captured, since menus and cards keep clicks to themselves. A list may have empty places.
    node?.addEventListener('click', follow, true)
    node?.addEventListener('auxclick', follow, true)
  }
  return !!(elements as ArrayLike<Element>).length
}
