import { describe, expect, it } from 'vitest'
import { run } from './run'
import type { Climate } from './run'
import { forSeeds, longestMs } from './seeds'
import { idFaults, orderFaults } from './wire'

const runs = 300

/** What README says is doubled, and how far a sample of so many events may be from it. */
const doubled = { share: 0.12, within: 0.01, leastEvents: 4000 }

/** What is lost and doubled without a collector, in parts of all events that were accepted. */
async function measure(hasOutages: boolean): Promise<{ accepted: number; lost: number; doubled: number }> {
  const climate: Climate = { hasLocks: true, hasStorage: true, hasSkew: false, hasStays: false, hasOutages, steps: 60, config: {} }
  let [accepted, lost, doubled] = [0, 0, 0]
  await forSeeds(runs, async (seed) => {
    const verdict = await run(seed, climate)
    expect([...orderFaults(verdict), ...idFaults(verdict)]).toEqual([])
    accepted += verdict.accepted.size
    for (const name of verdict.accepted.keys()) {
      const copies = verdict.network.received.get(name)?.copies ?? 0
      if (!copies && !verdict.refused.has(name) && !verdict.network.poison.has(name)) lost++
      if (copies > 1) doubled++
    }
  })
  return { accepted, lost: lost / accepted, doubled: doubled / accepted }
}

describe('without a collector', () => {
  it('sending again what a page left in flight loses nothing, and doubles what a healthy network has delivered', async () => {
    const [healthy, outages] = [await measure(false), await measure(true)]
    console.info('direct', JSON.stringify({ healthy, outages }))
    expect([healthy.lost, outages.lost]).toEqual([0, 0])
    // The few events of a seed that is run again say nothing about a share.
    for (const { accepted, doubled: share } of [healthy, outages])
      if (accepted > doubled.leastEvents) expect(Math.abs(share - doubled.share)).toBeLessThan(doubled.within)
  }, longestMs)
})
