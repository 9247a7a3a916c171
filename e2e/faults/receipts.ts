import type { CollectedHit } from '../fixtures/collector'

/** An event as a receiver has it; the documented REST calls carry a name only. */
export interface Receipt {
  readonly name: string
  readonly id?: string
  readonly lane?: string
  readonly seq?: number
}

type Fields = Readonly<Record<string, unknown>>

/** What a collector has accepted, in order of arrival. What has no name, such as a word on who the visitor is, the books do not know. */
export function receiptsOf(hits: readonly CollectedHit[]): readonly Receipt[] {
  return hits.filter(({ accepted, kind }) => accepted && kind !== 'identify' && kind !== 'dropped').map(({ name, id, lane, seq }) => ({
    name: name ?? '',
    ...(id !== null && { id }),
    ...(lane !== null && { lane }),
    ...(seq !== null && { seq }),
  }))
}

/** The names of the events that a request's body carries, whichever of the three encodings it is in. */
export function namesIn(body: string): readonly string[] {
  const fields = parse(body)
  const hits = Array.isArray(fields.hits) ? (fields.hits as Fields[]) : [fields]
  return hits.flatMap(({ sib_name, event, page, link, href }) => [sib_name, page, link, href, event].find(isText) ?? [])
}

function parse(body: string): Fields {
  try {
    return JSON.parse(body) as Fields
  } catch {
    return {}
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
