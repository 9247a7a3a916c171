import { randomUUID } from 'node:crypto'
import type { ApiError } from '../contract/errors'
import type { JsonObject } from '../contract/event'
import type { RestPath } from '../contract/rest'
import { problemAnswer } from './answer'
import type { Answer } from './answer'
import { decode } from './decode'
import type { Decoded } from './decode'
import type { ParseJson } from './json'
import { judgeRest, judgeTracking, refuse } from './judge'
import type { Judgement, MakeId } from './judge'
import type { Encoding, Receipt, Sink } from './sink'

/** A request as far as the receiver is concerned. */
export interface Incoming {
  readonly via: string
  readonly encoding: Encoding
  readonly text: string
  /** Header `ma-key`; the browser side carries its key among the fields instead. */
  readonly maKey?: unknown
}

/** Takes requests in: an answer that acknowledges is given only after the sink has the hits safe. */
export interface Receiver {
  receiveTracking(incoming: Incoming): Promise<Answer>
  receiveRest(path: RestPath, incoming: Incoming): Promise<Answer>
  /** Turns away a request that was not read to its end. */
  turnAway(incoming: Omit<Incoming, 'text'>, problem: ApiError): Promise<Answer>
}

/** What a receiver works with. */
export interface ReceiverOptions {
  readonly sink: Sink
  readonly parseJson: ParseJson
  readonly now?: () => number
  readonly makeId?: MakeId
}

/** Most characters that are kept of a body which could not be read. */
const maxExcerpt = 4096

/** Creates the receiver: validate, hand to the sink, acknowledge. */
export function createReceiver({ sink, parseJson, now = Date.now, makeId = randomUUID }: ReceiverOptions): Receiver {
  const read = (incoming: Incoming, judge: (fields: JsonObject) => Judgement): Judgement => {
    const decoded: Decoded = decode(incoming.encoding, incoming.text, parseJson)
    if ('fields' in decoded) return judge(decoded.fields)
    return refuse(decoded.problem, { received: incoming.text.slice(0, maxExcerpt) }, makeId)
  }

  const store = (incoming: Omit<Incoming, 'text'>, judgement: Judgement): Promise<Receipt> => {
    const { via, encoding } = incoming
    const { key, cuid, sent, hits, dropped } = judgement
    return sink.write({ arrival: { receivedAt: now(), via, encoding, key, cuid, sent }, hits, dropped })
  }

  return {
    async receiveTracking(incoming) {
      const judgement = read(incoming, (fields) => judgeTracking(fields, makeId))
      const { contact } = await store(incoming, judgement)
      return judgement.problem ? problemAnswer(judgement.problem) : acknowledgement(judgement, contact)
    },
    async receiveRest(path, incoming) {
      const judgement = read(incoming, (fields) => judgeRest(path, incoming.maKey, fields, makeId))
      await store(incoming, judgement)
      return judgement.problem ? problemAnswer(judgement.problem) : { status: 204 }
    },
    async turnAway(incoming, problem) {
      await store(incoming, refuse(problem, {}, makeId))
      return problemAnswer(problem)
    },
  }
}

function acknowledgement({ hits }: Judgement, contact: string | undefined): Answer {
  const rejected = hits.flatMap((hit) => (hit.accepted ? [] : [{ id: hit.id, ...hit.problem }]))
  return { status: 200, body: { sib: 1, rejected, ...(contact === undefined ? {} : { email_id: contact }) } }
}
