import { randomUUID } from 'node:crypto'
import type { ApiError } from '../contract/errors'
import type { JsonObject } from '../contract/event'
import type { RestPath } from '../contract/rest'
import { problemAnswer } from './answer'
import type { Answer } from './answer'
import { decode } from './decode'
import type { Decoded, Fields, Reading } from './decode'
import type { Admission } from './guard/admission'
import { createAllowance } from './guard/allowance'
import { judgeRest, judgeTracking, refuse } from './judge'
import type { Judgement, MakeId } from './judge'
import { anyKey } from './keys'
import type { TakesKey } from './keys'
import type { Encoding, JudgedHit, Receipt, Sink } from './sink'
import { excerptOf, maxExcerpt, traceOf } from './trace'

/** A request as far as the receiver is concerned. */
export interface Incoming {
  readonly via: string
  readonly encoding: Encoding
  readonly text: string
  /** Header `ma-key`; the browser side carries its key among the fields instead. */
  readonly maKey?: unknown
  /** Origin of the page that a browser sent it from. */
  readonly origin?: string | undefined
}

/** Takes requests in: an answer that acknowledges is given only after the sink has the hits safe. */
export interface Receiver {
  receiveTracking(incoming: Incoming): Promise<Answer>
  receiveRest(path: RestPath, incoming: Incoming): Promise<Answer>
  /** Turns away a request that was not read to its end. */
  turnAway(incoming: Omit<Incoming, 'text'>, problem: ApiError): Promise<Answer>
}

/** What a receiver works with. */
export interface ReceiverOptions extends Reading {
  readonly sink: Sink
  /** Which client keys are taken; any where it is not given. */
  readonly takesKey?: TakesKey
  readonly admit: Admission
  /** Most hits in one envelope. */
  readonly maxBatchHits: number
  readonly now?: () => number
  readonly makeId?: MakeId
}

/** How many requests leave a trace that are not let in: anyone can send them, and they must not fill the disk. */
const strangers = { atOnce: 1000, perHour: 100 }

/** Creates the receiver: validate, hand to the sink, acknowledge. */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { sink, admit, maxBatchHits, maxDepth, takesKey = anyKey, now = Date.now, makeId = randomUUID } = options
  const judging = { makeId, takesKey, maxDepth }
  const isWorthATrace = createAllowance(strangers, now)
  const read = (incoming: Incoming, judge: (fields: Fields) => Judgement): Judgement => {
    const decoded: Decoded = decode(incoming.encoding, incoming.text, options)
    if ('problem' in decoded) return refuse(decoded.problem, { received: incoming.text.slice(0, maxExcerpt) }, makeId)
    const judgement = judge(decoded)
    const count = judgement.hits.length
    if (count <= maxBatchHits) return judgement
    const problem: ApiError = { code: 'too_large', message: `an envelope has at most ${maxBatchHits} hits, this one has ${count}` }
    return { ...refuse(problem, { hits: count }, makeId), key: judgement.key, cuid: judgement.cuid }
  }

  const store = (incoming: Omit<Incoming, 'text'>, judgement: Judgement): Promise<Receipt> => {
    const { via, encoding } = incoming
    const { key, cuid, sent, hits } = judgement
    return sink.write({ arrival: { receivedAt: now(), via, encoding, key, cuid, sent }, hits })
  }

  const refuseAll = async (incoming: Incoming, judgement: Judgement, problem: ApiError): Promise<Answer> => {
    const isKnown = judgement.key !== '' && takesKey(judgement.key)
    if ((isKnown && problem.code !== 'permission_denied') || isWorthATrace())
      await store(incoming, isKnown ? excerptOf(judgement, incoming.text) : traceOf(judgement, incoming.origin))
    return problemAnswer(problem)
  }

  const take = async (incoming: Incoming, judged: Judgement, acknowledge: Acknowledge): Promise<Answer> => {
    const denial = judged.key ? await admit(judged.key, incoming.origin) : undefined
    // One request too many leaves no trace: a flood would fill the disk with what it was refused for.
    if (denial?.retryAfterSeconds !== undefined)
      return { ...problemAnswer(denial.problem), retryAfterSeconds: denial.retryAfterSeconds }
    if (denial) return refuseAll(incoming, deny(judged, denial.problem), denial.problem)
    if (judged.problem) return refuseAll(incoming, judged, judged.problem)
    return acknowledge(judged, await store(incoming, judged))
  }

  return {
    receiveTracking: (incoming) =>
      take(incoming, read(incoming, (fields) => judgeTracking(fields, judging)), acknowledgement),
    receiveRest: (path, incoming) =>
      take(incoming, read(incoming, ({ fields }) => judgeRest(path, incoming.maKey, fields, judging)), () => ({ status: 204 })),
    turnAway: (incoming, problem) => refuseAll({ ...incoming, text: '' }, refuse(problem, {}, makeId), problem),
  }
}

type Acknowledge = (judgement: Judgement, receipt: Receipt) => Answer

/** Refuses all that a request brought; its hits are kept as they are, so that a person sees what would have come in. */
function deny(judgement: Judgement, problem: ApiError): Judgement {
  const refused = (hit: JudgedHit): JudgedHit =>
    hit.accepted ? { accepted: false, id: hit.hit.id, received: { ...hit.hit } as unknown as JsonObject, problem } : hit
  return { ...judgement, hits: judgement.hits.map(refused), problem }
}

function acknowledgement({ hits }: Judgement, { contact }: Receipt): Answer {
  const rejected = hits.flatMap((hit) => (hit.accepted ? [] : [{ id: hit.id, ...hit.problem }]))
  return { status: 200, body: { sib: 1, rejected, ...(contact === undefined ? {} : { email_id: contact }) } }
}
