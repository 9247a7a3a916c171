/** The views of the page. */
export const views = ['live', 'contacts', 'person', 'check', 'health', 'forwarding'] as const
export type View = (typeof views)[number]

/** What the part of the address behind `#` says: a view and what to show in it. */
export interface Route {
  readonly view: View
  readonly query: Readonly<Record<string, string>>
}

/** Reads a hash such as `#/person?email=a%40b.test`; anything else is the live view. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const view = views.find((name) => name === path) ?? 'live'
  return { view, query: Object.fromEntries(new URLSearchParams(query)) }
}

/** Tells later on whether the page is still at the route of now: what was read for another is of no use. */
export function staying(): () => boolean {
  const { hash } = location
  return () => location.hash === hash
}

/** The hash of a route; what is empty is left out. */
export function formatRoute(view: View, query: Readonly<Record<string, string | null | undefined>> = {}): string {
  const filled = Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
  const text = new URLSearchParams(filled).toString()
  return `#/${view}${text && `?${text}`}`
}
