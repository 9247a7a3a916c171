import { maxApiBatchBytes } from '../contract/api-event'
import type { ApiEvent } from '../contract/api-event'
import { splitBatches } from './batch'
import type { Batch, BatchProgress, RejectedEvent } from './batch'
import { isRestError, restError } from './errors'
import type { Answer } from './exchange'
import { rejectedIn } from './partial'
import type { CallOptions } from './send'

/** What a call of `createEvents` may state. */
export interface CreateEventsOptions extends CallOptions {
  /**
   * Told of the progress after each request, as an error's `progress` tells it: what is known should the process end.
   * The events of a request that was cut off may be taken as well.
   */
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined
}

/** Sends one batch; throws a `RestError`. */
export type SendBatch = (body: string) => Promise<Answer>

/**
 * Sends any number of events in as few requests as the API takes, one after the other and in order. Resolves when all are
 * settled; a `RestError` thrown carries the `progress` made, so that the caller can go on from `progress.settled`.
 */
export async function createEvents(
  events: readonly ApiEvent[],
  sendBatch: SendBatch,
  onProgress?: CreateEventsOptions['onProgress'],
): Promise<BatchProgress> {
  let progress: BatchProgress = { settled: 0, accepted: 0, rejected: [] }
  try {
    // All are written before the first is sent: one that is no JSON must not come to light when others are already taken.
    for (const batch of [...splitBatches(events)]) {
      const rejected = await settleBatch(batch, sendBatch)
      progress = {
        settled: batch.from + batch.count,
        accepted: progress.accepted + batch.count - rejected.length,
        rejected: [...progress.rejected, ...rejected],
      }
      onProgress?.(progress)
    }
    return progress
  } catch (error) {
    throw isRestError(error) ? Object.assign(error, { progress }) : error
  }
}

async function settleBatch(batch: Batch, sendBatch: SendBatch): Promise<readonly RejectedEvent[]> {
  if (new TextEncoder().encode(batch.body).byteLength > maxApiBatchBytes)
    return [{ index: batch.from, code: 'too_large', message: `the event is larger than ${maxApiBatchBytes / 1024} KB` }]
  const { status, body } = await sendBatch(batch.body)
  if (status !== 207) return []
  const rejected = rejectedIn(batch, body)
  if (rejected) return rejected
  throw restError({ code: 'unexpected_answer', status, message: 'the answer does not say which events were refused' })
}
