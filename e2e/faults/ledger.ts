import type { Site } from '../fixtures/site/site'

/** An event that a page has accepted; `life` tells one page life from another. */
export interface Accepted {
  readonly name: string
  readonly life: string
}

/** What a callback was told of an event that will never be delivered. */
export interface Told {
  readonly name: string
  readonly code: string
}

/** The books of a row: what was accepted, and what was given up by name. */
export interface Ledger {
  /** What the names of page views begin with; those of a page that nobody waited for may arrive, but need not. */
  readonly viewPrefix: string
  /** Names that no event had before, in the order in which they have to be tracked. */
  nextNames(count: number): readonly string[]
  accept(names: readonly string[], life: string): void
  /** The same for events that may be lost without a word; `life` says in the report which ones. */
  risk(names: readonly string[], life: string): void
  accepted(): readonly Accepted[]
  risked(): readonly Accepted[]
  told(): readonly Told[]
}

/** Empty books; `row` is the word that all names begin with. */
export function createLedger(row: string, site: Pick<Site, 'notes'>): Ledger {
  const accepted: Accepted[] = []
  const risked: Accepted[] = []
  let count = 0
  return {
    viewPrefix: `${row}-view-`,
    nextNames: (wanted) => Array.from({ length: wanted }, () => `${row}-${count++}`),
    accept: (names, life) => void accepted.push(...names.map((name) => ({ name, life }))),
    risk(names, life) {
      const events = names.map((name) => ({ name, life }))
      accepted.push(...events)
      risked.push(...events)
    },
    accepted: () => accepted,
    risked: () => risked,
    told: () =>
      site.notes().flatMap((note) => note.split('\n')).map((line) => {
        const [name = '', code = ''] = line.split(' ')
        return { name, code }
      }),
  }
}
