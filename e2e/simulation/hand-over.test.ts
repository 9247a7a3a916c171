import { describe, expect, it } from 'vitest'
import { run } from './run'
import type { Climate } from './run'
import { forSeeds, longestMs } from './seeds'
import { idFaults, orderFaults } from './wire'

const runs = 300

/** What is lost and doubled without a collector, in parts of all events that were accepted. */
async function measure(hasOutages: boolean): Promise<{ lost: number; doubled: number }> {
  const climate: Climate = { hasLocks: true, hasStorage: true, hasSkew: false, hasOutages, steps: 60, config: {} }
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
  return { lost: lost / accepted, doubled: doubled / accepted }
}

describe('without a collector', () => {
  it('sending again what a page left in flight loses nothing, and doubles what a healthy network has delivered', async () => {
    const [healthy, outages] = [await measure(false), await measure(true)]
    console.info('direct', JSON.stringify({ healthy, outages }))
    expect([healthy.lost, outages.lost]).toEqual([0, 0])
    expect(healthy.doubled).toBeGreaterThan(0)
  }, longestMs)
})
