import type { CollectedHit } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import type { Kept } from './attack-fields'

/** What the page shows verbatim of a hit, in its row and once that is open. */
export interface Shown {
  readonly kind: string
  readonly name: string
  readonly who: string
  readonly where: string
  readonly reason: string
  readonly facts: Readonly<Record<string, string>>
  readonly body: string
}

/** Reads all rows, each of which has been opened. */
export function shownIn(tab: Tab): Promise<Shown[]> {
  return tab.evaluate(() => {
    const textOf = (row: Element, selector: string): string => row.querySelector(selector)?.textContent ?? ''
    return [...document.querySelectorAll('#hits > li')].map((row) => ({
      ...{ kind: textOf(row, '.kind'), name: textOf(row, '.name'), who: textOf(row, '.who'), where: textOf(row, '.where') },
      ...{ reason: textOf(row, '.reason'), body: textOf(row, '.detail pre') },
      facts: Object.fromEntries([...row.querySelectorAll('.facts > div')].map((one) => [textOf(one, 'dt'), textOf(one, 'dd')])),
    }))
  })
}

/** What a page has to show of this hit. What it makes shorter, as a visitor in a row and an address, is left as it is shown. */
export function expectedOf(hit: CollectedHit, shown: Shown): Shown {
  const { kind, name, email, accepted, message = '', code = '', lane, seq, via, encoding } = hit
  const given = { contact: email, visitor: hit.cuid, id: hit.id, lane: lane === null ? null : `${lane}, number ${String(seq)}`, key: hit.key }
  const facts = Object.entries({ ...given, 'came by': `${via}, ${encoding}` }).filter(([, text]) => text)
  const { received, called, 'waited in the page': waited } = shown.facts
  const times = Object.entries({ received, called, 'waited in the page': waited }).filter(([, text]) => text !== undefined)
  return {
    kind: kind ?? 'unknown',
    name: name === null ? shown.name : name || '–',
    who: email ?? shown.who,
    where: accepted ? shown.where : message,
    reason: accepted ? '' : `Rejected: ${code}, ${message}`,
    facts: Object.fromEntries([...times, ...facts]) as Record<string, string>,
    body: JSON.stringify(hit.body, null, 2),
  }
}

/** The texts that no stored hit, or the reason of its refusal, has in any of the places where they may stand. */
export function missingIn(hits: readonly CollectedHit[], wanted: readonly Kept[]): readonly Kept[] {
  const found = new Set<string>()
  const note = (path: readonly string[], value: unknown): void => {
    if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) note([...path, name], inner)
    else found.add(JSON.stringify([path, value]))
  }
  for (const { body, message } of hits) note([], { ...body, message })
  return wanted.filter(({ text, at }) => !at.some((path) => found.has(JSON.stringify([path, text]))))
}
