import type { Cookies } from './cookie'

/** The browser that visits, by a random id. */
export interface Visitor {
  /** The id, where there is one already. */
  known(): string
  /** The id in the cookie `sib_cuid`, which is made where there is none, and prolonged soon after it was found. */
  cuid(): string
  /** Starts a new id. */
  reset(): void
  /** Removes the cookie; the next call makes a new id. */
  erase(): void
}

const name = 'sib_cuid'

/** What a visitor's cookie is made of. */
export interface VisitorParts {
  /** Where the cookie may stand, the place that is wanted most first. */
  domains(): readonly string[]
  days(): number
  readonly cookies: Cookies
  createId(): string
  /** Another page of the site has started a new id. */
  onChange(): void
  /** Runs a task when there is time. */
  later(task: () => void): void
}

/**
 * The visitor of this browser. An id that stands in the cookie is kept whatever made it (CONTRACT.md 3 and 9.6),
 * also under the name that the vendor's help gives, `visitor_id`. The cookie goes to the widest domain that takes it: the
 * browser refuses public suffixes, which no rule of ours could know. It is removed first wherever it might stand,
 * because there is no telling else whether the new one was taken.
 */
export function createVisitor({ domains, days, cookies, createId, onChange, later }: VisitorParts): Visitor {
  let id = ''
  /** Ids that this page has taken away. WebKit's cookies may show one again for a moment, when several were written at once. */
  const former: string[] = []

  const erase = (): void => {
    former.push(id)
    id = ''
    for (const domain of domains()) cookies.write(name, '', domain, 0)
  }
  const store = (value: string): string => {
    erase()
    domains().find((domain) => {
      cookies.write(name, value, domain, days() * 86400)
      return cookies.read(name)
    })
    return (id = value)
  }

  const known = (): string => {
    // Each time anew: another tab may have said that somebody else sits here now.
    const found = cookies.read(name)
    if (found && found !== id && !former.includes(found)) {
      if (id) onChange()
      id = found
      // Prolonging can wait: to look at a cookie after writing one takes a way to another process and back.
      later(() => id && store(id))
    }
    return id
  }
  return {
    known,
    cuid: () => known() || store(cookies.read('visitor_id') ?? createId()),
    reset: () => void store(createId()),
    erase,
  }
}

/** Where a cookie of this host may stand, the shortest parent first and the host alone last; or where the page says, if the browser agrees. */
export function cookieDomains(host: string, wanted: unknown): string[] {
  const labels = host.split('.')
  const parents = labels.map((_label, n) => labels.slice(~n).join('.')).slice(1)
  return [...(wanted ? [wanted as string, ''] : []), ...parents, '']
}
