import type { FoundEvent, FoundPart } from '../v3/listing'

/** All that a query finds, as one, and in how many parts it came. For tests only. */
export interface Found {
  readonly events: readonly FoundEvent[]
  readonly count: number
  readonly parts: number
}

/** Reads the parts to their end. */
export async function gather(parts: AsyncIterable<FoundPart>): Promise<Found> {
  const events: FoundEvent[] = []
  let [count, number] = [0, 0]
  for await (const part of parts) {
    events.push(...part.events)
    count += part.count
    number++
  }
  return { events, count, parts: number }
}
