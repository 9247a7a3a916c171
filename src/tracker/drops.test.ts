import { describe, expect, it } from 'vitest'
import { createDrops } from './drops'

describe('drops', () => {
  it('adds up by reason', () => {
    const drops = createDrops()
    drops.count('overflow', 1)
    drops.count('queue', 7)
    drops.count('overflow', 2)
    expect(drops.report()).toEqual({ overflow: 3, queue: 7 })
  })

  it('reports once', () => {
    const drops = createDrops()
    drops.count('overflow', 1)
    drops.report()
    expect(drops.report()).toEqual({})
  })

  it('takes a report back, on top of what was counted since', () => {
    const drops = createDrops()
    drops.count('overflow', 1)
    drops.count('queue', 1)
    const report = drops.report()
    drops.count('overflow', 2)
    drops.restore(report)
    expect(drops.report()).toEqual({ overflow: 3, queue: 1 })
  })

  it('does not change a report that is under way', () => {
    const drops = createDrops()
    drops.count('overflow', 1)
    const report = drops.report()
    drops.count('overflow', 1)
    expect(report).toEqual({ overflow: 1 })
  })

  it('stands a request that carried no report', () => {
    const drops = createDrops()
    drops.count('overflow', 1)
    drops.restore(undefined)
    drops.restore({})
    expect(drops.report()).toEqual({ overflow: 1 })
  })
})
