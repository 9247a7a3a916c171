import { maxApiBatchBytes, maxApiBatchEvents } from '../contract/api-event'
import type { ApiEvent } from '../contract/api-event'
import { writeJson } from './write'

/** Consecutive events of one request, as the body that carries them. */
export interface Batch {
  /** Position of the first among all events. */
  readonly from: number
  readonly count: number
  readonly body: string
}

/** An event that the API refused for good, by its position among the events of the call. */
export interface RejectedEvent {
  readonly index: number
  readonly code: string
  readonly message: string
}

/** What became of events: those before `settled` are accepted but for the rejected ones; nothing is known of the rest. */
export interface BatchProgress {
  readonly settled: number
  readonly accepted: number
  readonly rejected: readonly RejectedEvent[]
}

const head = '{"events":['
const tail = ']}'

/**
 * Splits events into requests within the API's bounds, in order. An event that fills one beyond them is alone in it.
 * Throws a `RestError` that names the first event that is no JSON.
 */
export function* splitBatches(events: readonly ApiEvent[]): Generator<Batch, undefined> {
  const encoder = new TextEncoder()
  let from = 0
  let items: string[] = []
  let bytes = head.length + tail.length
  const close = (): Batch => ({ from, count: items.length, body: head + items.join(',') + tail })

  for (const [index, event] of events.entries()) {
    const item = writeJson(event, `events[${index}]`)
    const size = encoder.encode(item).byteLength + 1
    if (items.length > 0 && (items.length === maxApiBatchEvents || bytes + size > maxApiBatchBytes)) {
      yield close()
      from += items.length
      items = []
      bytes = head.length + tail.length
    }
    items.push(item)
    bytes += size
  }
  if (items.length > 0) yield close()
  return undefined
}
