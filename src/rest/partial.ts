import type { Batch, RejectedEvent } from './batch'

/**
 * Reads the answer 207 to a batch, which lists the events that were refused by their position in it. Undefined where the
 * list does not account for all of them: then it is unknown which ones were taken.
 */
export function rejectedIn(batch: Batch, body: unknown): readonly RejectedEvent[] | undefined {
  const { failed_events: failed, errors } = objectOf(body)
  if (!Array.isArray(errors)) return failed === 0 ? [] : undefined
  const rejected = new Map<number, RejectedEvent>()
  for (const { eventIndex, message, code } of errors.map(objectOf)) {
    // The SDK's types have a list of positions here, its samples single numbers.
    for (const index of [eventIndex].flat()) {
      if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= batch.count) return undefined
      rejected.set(index, {
        index: batch.from + index,
        code: typeof code === 'string' ? code : 'invalid_parameter',
        message: typeof message === 'string' ? message : 'refused without a reason',
      })
    }
  }
  if (typeof failed === 'number' && failed !== rejected.size) return undefined
  return [...rejected.values()].sort((a, b) => a.index - b.index)
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
