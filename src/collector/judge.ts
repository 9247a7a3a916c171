import type { ApiError } from '../contract/errors'
import type { Json, JsonObject } from '../contract/event'
import type { RestPath } from '../contract/rest'
import { checkEnvelope, checkHit, checkRest, usableKey, visitorProblem } from './check'
import type { Fields } from './decode'
import { normaliseEnveloped } from './normalise/envelope'
import { own, visitorOf } from './normalise/fields'
import type { Draft } from './normalise/fields'
import { normaliseRest, settleSpellings } from './normalise/rest'
import { isEnvelope, normaliseSingle } from './normalise/single'
import { isJsonObject, prune, structureProblem } from './json'
import type { TakesKey } from './keys'
import type { JudgedHit } from './sink'

/** A request, read and judged; with a problem, it is refused as a whole. */
export interface Judgement {
  readonly key: string
  readonly cuid: string | null
  readonly sent: number | null
  readonly hits: readonly JudgedHit[]
  readonly problem?: ApiError
}

/** Gives an id to a hit that has none. */
export type MakeId = () => string

/** What requests are judged with. */
export interface Judging {
  readonly makeId: MakeId
  readonly takesKey: TakesKey
  /** Deepest nesting that is stored. */
  readonly maxDepth: number
}

const noKey: ApiError = { code: 'unauthorized', message: 'the client key (key) is missing' }
const unknownKey: ApiError = { code: 'unauthorized', message: 'the client key is not one of this collector (--keys)' }
const noKeyHeader: ApiError = { code: 'unauthorized', message: 'the header ma-key is missing' }

/** Judges the fields of a request to `/p`: an envelope or a single hit. */
export function judgeTracking(read: Fields, judging: Judging): Judgement {
  const { fields } = read
  const { makeId, takesKey } = judging
  const key = usableKey(fields.key)
  if (key === undefined) return refuse(noKey, fields, makeId)
  if (!takesKey(key)) return { ...refuse(unknownKey, fields, makeId), key }
  const judgement = isEnvelope(fields) ? judgeEnvelope(fields, judging) : judgeSingle(read, makeId)
  return { ...judgement, key }
}

/** Judges a REST body that came with a key in its header. */
export function judgeRest(path: RestPath, header: unknown, fields: JsonObject, { makeId, takesKey }: Judging): Judgement {
  const key = usableKey(header)
  if (key === undefined) return refuse(noKeyHeader, fields, makeId)
  if (!takesKey(key)) return { ...refuse(unknownKey, fields, makeId), key }
  const body = checkRest(path, settleSpellings(path, fields))
  if ('problem' in body) return { ...refuse(body.problem, fields, makeId), key }
  return { ...judgeAlone(normaliseRest(path, body.value, makeId()), fields), key }
}

/** Refuses a request as a whole; what was received is kept, so that a person can look it up. */
export function refuse(problem: ApiError, received: JsonObject, makeId: MakeId): Judgement {
  return { ...blank, hits: [{ accepted: false, id: makeId(), received, problem }], problem }
}

const blank: Omit<Judgement, 'hits'> = { key: '', cuid: null, sent: null }

function judgeEnvelope(fields: JsonObject, { makeId, maxDepth }: Judging): Judgement {
  const envelope = checkEnvelope({ ...fields, cuid: visitorOf(fields) ?? null })
  if ('problem' in envelope) return refuse(envelope.problem, fields, makeId)
  const { cuid, sent, hits } = envelope.value
  const judge = (value: Json): JudgedHit => judgeEnveloped(normaliseEnveloped(value, makeId), value, maxDepth)
  return { ...blank, cuid, sent, hits: (hits as unknown as Json[]).map(judge) }
}

function judgeEnveloped(draft: Draft, received: Json, maxDepth: number): JudgedHit {
  const problem = structureProblem(received, maxDepth)
  return problem ? rejection(draft, prune(received, maxDepth), problem) : judgeHit(draft, received)
}

function judgeSingle(read: Fields, makeId: MakeId): Judgement {
  const { fields } = read
  const cuid = visitorOf(fields)
  const problem = cuid === undefined ? undefined : visitorProblem(cuid)
  if (problem) return refuse(problem, fields, makeId)
  const sent = own(fields, 'sent')
  return {
    ...judgeAlone(normaliseSingle(read, makeId), fields),
    cuid: typeof cuid === 'string' ? cuid : null,
    sent: typeof sent === 'number' ? sent : null,
  }
}

/** A hit that is alone in its request fails with the request. */
function judgeAlone(draft: Draft, received: JsonObject): Judgement {
  const hit = judgeHit(draft, received)
  return { ...blank, hits: [hit], ...(hit.accepted ? {} : { problem: hit.problem }) }
}

function judgeHit(draft: Draft, received: Json): JudgedHit {
  const checked = checkHit(draft)
  if ('value' in checked) return { accepted: true, hit: checked.value }
  return rejection(draft, received, checked.problem)
}

function rejection(draft: Draft, received: Json, problem: ApiError): JudgedHit {
  const id = typeof draft.id === 'string' ? draft.id : ''
  return { accepted: false, id, received: isJsonObject(received) ? received : { received }, problem }
}
