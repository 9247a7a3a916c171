import type { ApiError } from '../../contract/errors'
import type { Json, JsonObject } from '../../contract/event'
import { problemAnswer } from '../answer'
import { isJsonObject } from '../json'
import type { ParseJson } from '../json'
import type { JudgedHit, Sink } from '../sink'
import { maxExcerpt } from '../trace'
import { batchAnswer } from './answers'
import type { EventsAnswer } from './answers'
import type { EventLimits } from './check'
import { judgeEvent } from './judge'

/** A request to v3 as far as its receiver is concerned. */
export interface IncomingEvents {
  readonly via: string
  /** What stands for the secret key. */
  readonly keyLabel: string
  readonly text: string
}

/** Takes events in: an answer of success is given only after the sink has them safe. */
export interface EventReceiver {
  receiveOne(incoming: IncomingEvents): Promise<EventsAnswer>
  receiveBatch(incoming: IncomingEvents): Promise<EventsAnswer>
  /** Turns away a request that was not read to its end. */
  turnAway(incoming: Omit<IncomingEvents, 'text'>, problem: ApiError): Promise<EventsAnswer>
}

/** What an event and a batch may have at most. */
export interface ReceiverLimits extends EventLimits {
  readonly maxApiBatchEvents: number
}

/** What the receiver works with. */
export interface EventReceiverOptions {
  readonly sink: Sink
  readonly parseJson: ParseJson
  readonly limits: ReceiverLimits
  readonly now: () => number
  readonly makeId: () => string
}

const notJson: ApiError = { code: 'invalid_parameter', message: 'the body is not well-formed JSON' }

/** Creates the receiver of v3's events. */
export function createEventReceiver({ sink, parseJson, limits, now, makeId }: EventReceiverOptions): EventReceiver {
  const store = async ({ via, keyLabel: key }: Omit<IncomingEvents, 'text'>, hits: readonly JudgedHit[]): Promise<void> => {
    await sink.write({ arrival: { receivedAt: now(), via, encoding: 'json', key, cuid: null, sent: null }, hits })
  }
  const refuse = async (incoming: Omit<IncomingEvents, 'text'>, problem: ApiError, received: JsonObject): Promise<EventsAnswer> => {
    await store(incoming, [{ accepted: false, id: makeId(), received, problem }])
    return problemAnswer(problem)
  }

  return {
    async receiveOne(incoming) {
      const body = parse(incoming.text, parseJson)
      if (!body) return refuse(incoming, notJson, excerptOf(incoming))
      const judged = judgeEvent(body.value, makeId(), limits)
      await store(incoming, [judged.accepted || incoming.text.length <= maxExcerpt ? judged : { ...judged, received: excerptOf(incoming) }])
      return judged.accepted ? { status: 204 } : problemAnswer(judged.problem)
    },
    async receiveBatch(incoming) {
      const body = parse(incoming.text, parseJson)
      const items = body ? itemsOf(body.value, limits.maxApiBatchEvents) : { problem: notJson }
      if ('problem' in items) return refuse(incoming, items.problem, excerptOf(incoming))
      const judged = items.value.map((item) => judgeEvent(item, makeId(), limits))
      await store(incoming, judged)
      return batchAnswer(judged.map((one) => (one.accepted ? undefined : one.problem)))
    },
    turnAway: (incoming, problem) => refuse(incoming, problem, {}),
  }
}

function parse(text: string, parseJson: ParseJson): { readonly value: Json } | undefined {
  try {
    return { value: parseJson(text) }
  } catch {
    return undefined
  }
}

function excerptOf({ text }: IncomingEvents): JsonObject {
  return { received: text.slice(0, maxExcerpt) }
}

/** The events of a batch: a list under `events` or, as until April 2026, the bare list (CONTRACT.md 6.2). */
function itemsOf(body: Json, maxEvents: number): { readonly value: readonly Json[] } | { readonly problem: ApiError } {
  const events = isJsonObject(body) ? body.events : body
  if (events === undefined) return { problem: { code: 'missing_parameter', message: 'events is missing' } }
  if (!Array.isArray(events)) return { problem: { code: 'invalid_parameter', message: 'events must be a list' } }
  const value = events as readonly Json[]
  if (value.length === 0) return { problem: { code: 'missing_parameter', message: 'events: at least one is needed' } }
  if (value.length <= maxEvents) return { value }
  const message = `events: at most ${maxEvents} in one batch, these are ${value.length}`
  return { problem: { code: 'out_of_range', message } }
}
