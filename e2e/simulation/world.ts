import { createLockTable } from './locks'
import { createNetwork } from './network'
import type { World } from './page'
import { createRandom } from './random'
import { createOriginStorage } from './storage'
import { createTimeline } from './timeline'

/** Settings of pages that send to an own collector. */
export const toCollector = { api_host: 'https://collector.example' }

/** A world in fine weather, before any page is open; all chance in it comes from the seed. */
export function createWorld(seed: number, climate: Pick<World, 'hasLocks' | 'hasStorage' | 'config'>): World {
  const random = createRandom(seed)
  const timeline = createTimeline(1_700_000_000_000)
  return {
    ...climate,
    timeline,
    random,
    storage: createOriginStorage(timeline, random),
    locks: createLockTable(),
    network: createNetwork(timeline, random),
    cookies: new Map(),
    isOnline: true,
    clockErrorMs: 0,
  }
}
