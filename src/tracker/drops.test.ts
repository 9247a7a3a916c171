import { describe, expect, it } from 'vitest'
import { createDrops, lossesOf } from './drops'
import type { Drops } from './drops'
import { expired, overflow, tooLarge } from './record'

const owner = { key: 'key', cuid: 'visitor' }
const create = (): Drops => {
  let ids = 0
  return createDrops(() => 1000, () => `id${ids++}`)
}

describe('drops', () => {
  it('add up by reason, and are an event of their own', () => {
    const drops = create()
    drops.count({ overflow: 1 }, owner)
    drops.count({ queue: 7, overflow: 2 }, owner)
    expect(drops.report()).toEqual({ ...owner, id: 'id0', ts: 1000, sib_type: 'dropped', properties: { overflow: 3, queue: 7 } })
  })

  it('are reported once', () => {
    const drops = create()
    drops.count({ overflow: 1 }, owner)
    drops.report()
    expect(drops.report()).toBeUndefined()
  })

  it('are nothing to report where nothing was counted', () => {
    const drops = create()
    drops.count({}, owner)
    expect(drops.report()).toBeUndefined()
  })

  it('do not change a report that is under way', () => {
    const drops = create()
    drops.count({ overflow: 1 }, owner)
    const report = drops.report()
    drops.count({ overflow: 1 }, owner)
    expect(report?.properties).toEqual({ overflow: 1 })
    expect(drops.report()?.id).toBe('id1')
  })

  it('speak for the visitor who lost events last', () => {
    const drops = create()
    drops.count({ overflow: 1 }, owner)
    drops.count({ expired: 1 }, { key: 'other', cuid: 'later' })
    expect(drops.report()).toMatchObject({ key: 'other', cuid: 'later', properties: { overflow: 1, expired: 1 } })
  })
})

describe('lossesOf', () => {
  const report = { sib_type: 'dropped', properties: { queue: 3 } } as const

  it('is the event itself, by the reason', () => {
    expect(lossesOf({ sib_type: 'track' }, tooLarge)).toEqual({ too_large: 1 })
  })

  it.each([overflow, expired])('is what a report counts that we give up: $code', (error) => {
    expect(lossesOf(report, error)).toEqual({ queue: 3 })
  })

  it('is nothing where a report is refused', () => {
    expect(lossesOf(report, tooLarge)).toEqual({})
  })
})
