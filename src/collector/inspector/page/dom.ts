/** Creates an element that shows a text. Text is the only thing of a hit that ever reaches the document. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  node.className = className
  node.textContent = text
  return node
}

/** Creates a link to another view. It can lead nowhere else: an address that a visitor sent is shown, never followed. */
export function link(hash: string, text: string): HTMLAnchorElement {
  if (!hash.startsWith('#/')) throw new Error(`${hash} is no view`)
  const node = element('a', '', text)
  node.href = hash
  return node
}

/** An element that the page's own HTML has, of the type that its tag names. */
export function byId(id: string): HTMLElement
export function byId<K extends keyof HTMLElementTagNameMap>(id: string, tag: K): HTMLElementTagNameMap[K]
export function byId(id: string, tag?: string): HTMLElement {
  const node = document.getElementById(id)
  if (!node || (tag !== undefined && node.localName !== tag)) throw new Error(`the page has no ${tag ?? ''}#${id}`)
  return node
}
