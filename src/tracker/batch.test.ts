import { describe, expect, it } from 'vitest'
import { nextBatch } from './batch'
import type { StoredEvent } from './record'
import { createStored } from './testing/events'

const events = (...ids: string[]): StoredEvent[] => ids.map((id, seq) => createStored(id, { seq }))
const ids = (batch: readonly StoredEvent[]): string[] => batch.map(({ hit }) => hit.id)
const large = 1e6

describe('nextBatch', () => {
  it('is empty where nothing waits', () => {
    expect(nextBatch([], () => 50, large)).toEqual([])
  })

  it('takes everything that fits, in order', () => {
    expect(ids(nextBatch(events('a', 'b', 'c'), () => 50, large))).toEqual(['a', 'b', 'c'])
  })

  it('ends at the most hits', () => {
    expect(ids(nextBatch(events('a', 'b', 'c'), () => 2, large))).toEqual(['a', 'b'])
    expect(ids(nextBatch(events('a', 'b', 'c'), () => 1, large))).toEqual(['a'])
  })

  it('ends at the most bytes', () => {
    const waiting = events('a', 'b', 'c')
    const two = waiting.slice(0, 2).reduce((sum, { bytes }) => sum + bytes, 0)
    expect(ids(nextBatch(waiting, () => 50, two))).toEqual(['a', 'b'])
    expect(ids(nextBatch(waiting, () => 50, two - 1))).toEqual(['a'])
  })

  // Otherwise it would stand in front of all others for good.
  it('takes the first even where it does not fit', () => {
    expect(ids(nextBatch(events('a', 'b'), () => 50, 10))).toEqual(['a'])
  })

  it('ends where the visitor changes', () => {
    const waiting = [createStored('a'), createStored('b', { cuid: 'other' }), createStored('c')]
    expect(ids(nextBatch(waiting, () => 50, large))).toEqual(['a'])
  })

  it('ends where the key changes', () => {
    const waiting = [createStored('a', { key: 'other' }), createStored('b', { key: 'other' }), createStored('c')]
    expect(ids(nextBatch(waiting, () => 50, large))).toEqual(['a', 'b'])
  })
})
