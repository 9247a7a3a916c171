import { describe, expect, it } from 'vitest'
import { byteLength, laneOf, parseRecord } from './record'
import { createStored } from './testing/events'

describe('byteLength', () => {
  it('counts bytes of UTF-8, not letters', () => {
    expect(['', 'a', 'é', '漢', '😀'].map(byteLength)).toEqual([0, 1, 2, 3, 4])
  })
})

describe('laneOf', () => {
  it('finds the lane in a storage key', () => {
    expect(laneOf('sajs.e.0f3c9a1b.17')).toBe('0f3c9a1b')
  })
})

describe('parseRecord', () => {
  it('reads back what an outbox wrote', () => {
    const stored = createStored('a', { properties: { text: 'é' } })
    expect(parseRecord(stored.place, JSON.stringify(stored.hit))).toEqual(stored)
  })

  it.each(['', 'x', '{', 'null', '17', '"text"', '[]', '{}', '{"id":"a","key":"k"}', '{"id":"a","cuid":"c"}', '{"key":"k","cuid":"c"}'])(
    'takes %s for nothing of ours',
    (text) => {
      expect(parseRecord('sajs.e.lane.0', text)).toBeUndefined()
    },
  )
})
