import type { CollectedHit } from '../fixtures/collector'
import { markOf, type ShapesInPage } from './page-code'
import { pageTitle, type ShapeHit, type Told } from './shape'

/** What came of one shape. */
export interface Received {
  readonly hits: readonly Partial<ShapeHit>[]
  readonly told: readonly Told[]
}

/** All that came of a page. */
export interface PageReceived {
  ofShape(at: number): Received
  /** Hits that belong to no shape. */
  readonly others: readonly Partial<ShapeHit>[]
}

/** Sorts the hits of one page, in order of arrival, by the shapes whose marks stand before them. */
export function receivedOf(hits: readonly CollectedHit[], told: ShapesInPage['told'], url: string): PageReceived {
  const byMark = new Map<string, CollectedHit[]>()
  let mark = ''
  for (const hit of hits) {
    if (hit.name?.startsWith(markOf('end').charAt(0)) === true) mark = hit.name
    else byMark.set(mark, [...(byMark.get(mark) ?? []), hit])
  }
  const plain = (at: string): readonly Partial<ShapeHit>[] => (byMark.get(at) ?? []).map((hit) => withoutChance(hit, url))
  return {
    ofShape(at) {
      const id = byMark.get(markOf(at))?.[0]?.id
      const answers = told.filter(([shape]) => shape === at)
      return { hits: plain(markOf(at)), told: answers.map(([, code, result]) => (result === null ? [code] : [code, result === id ? 'id' : result])) }
    },
    others: [...plain(''), ...plain(markOf('end'))],
  }
}

/** The body as the table has it: without what differs from event to event and what the page says of itself. */
function withoutChance({ body, email, kind }: CollectedHit, url: string): Partial<ShapeHit> {
  const own = { ma_url: url, ma_path: new URL(url).pathname, ma_title: pageTitle, ma_referrer: '' }
  const members = Object.entries(body).filter(([name, value]) => own[name as keyof typeof own] !== value && !/^(id|ts|lane|seq|email_id)$/.test(name))
  const kept = Object.fromEntries(members) as Partial<ShapeHit>
  return {
    ...kept,
    ...(email !== null && { email_id: email }),
    ...(kind === 'trackLink' && { href: kept.href?.replace(url, '') ?? '' }),
  }
}
