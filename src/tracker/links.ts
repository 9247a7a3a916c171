/** A link at the moment it is followed. */
export interface Link {
  /** Absolute target. */
  readonly href: string
  /** Id of the element. */
  readonly id: string
}

/**
 * Calls back at every click that follows one of the links: main and middle button, with any modifier key, by keyboard
 * and by script. The click itself is left alone. False where the target names no element.
 */
export type WatchLinks = (target: unknown, onFollow: (link: Link) => void) => boolean

/** Links of this document; a target is an element, a list of elements, or a selector. */
export const watchDocumentLinks: WatchLinks = (target, onFollow) => {
  const list = typeof target === 'string' ? document.querySelectorAll(target) : target instanceof Element ? [target] : target
  const elements = Array.from((list ?? []) as ArrayLike<Element>)
  for (const element of elements) {
    const follow = (event: Event): void => {
      const anchor = element.closest<HTMLAnchorElement>('a,area') ?? (event.target as Element).closest('a')
      // The attribute, because in SVG the property is an object (SVG 2, 16.2).
      const href = anchor?.getAttribute('href')
      const isContextMenu = (event as MouseEvent).button > 1
      if (anchor && href && !isContextMenu) onFollow({ href: new URL(href, document.baseURI).href, id: anchor.id })
    }
    element.addEventListener('click', follow)
    element.addEventListener('auxclick', follow)
  }
  return elements.length > 0
}
