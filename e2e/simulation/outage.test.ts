import { describe, expect, it } from 'vitest'
import type { Weather } from './network'
import { openPage } from './page'
import type { World } from './page'
import { forSeeds, longestMs } from './seeds'
import { createWorld, toCollector } from './world'

const hourMs = 60 * 60_000

interface Trouble {
  readonly weather: Weather
  readonly pageLoads: number
  readonly config: World['config']
}

/** A visitor who has three tabs open and goes from page to page in one of them, through an hour of trouble and beyond. */
async function outage({ weather, pageLoads, config }: Trouble, seed: number): Promise<{ requests: number; accepted: number; received: number }> {
  const world = createWorld(seed, { hasLocks: true, hasStorage: true, config })
  const { network, timeline } = world
  const others = [openPage(world, 'https://shop.example/a'), openPage(world, 'https://shop.example/b')]
  let accepted = 0
  network.weather = weather
  for (let load = 0; load < pageLoads; load++) {
    const page = openPage(world, `https://shop.example/${load}`)
    if (load < 150) for (const each of [page, ...others.slice(load % 2)]) {
      if (accepted >= 190) break
      each.call('track', `event ${accepted++}`)
    }
    await timeline.advance(hourMs / pageLoads)
    page.leave(false)
  }
  const requests = network.requests.length
  network.weather = 'fine'
  for (const page of others) page.leave(false)
  openPage(world, 'https://shop.example/after')
  await timeline.advance(2 * hourMs)
  return { requests, accepted, received: network.received.size }
}

describe.each([
  { mode: 'with a collector', config: toCollector },
  { mode: 'without one', config: {} },
])('$mode, an hour of a receiver that is', ({ config }) => {
  it.each([
    { weather: 'overloaded', pageLoads: 200, mostRequests: 40, seeds: 2 },
    { weather: 'throttled', pageLoads: 200, mostRequests: 40, seeds: 2 },
    { weather: 'misconfigured', pageLoads: 200, mostRequests: 12, seeds: 2 },
    { weather: 'down', pageLoads: 200, mostRequests: 40, seeds: 2 },
    { weather: 'captive', pageLoads: 200, mostRequests: 40, seeds: 2 },
    // Every page is left before it could give its request up: 49 on average of 40 seeds, from 38 to 68.
    { weather: 'hanging', pageLoads: 600, mostRequests: 80, seeds: 1 },
  ] as const)(
    '$weather, in which $pageLoads pages are loaded, costs at most $mostRequests requests and no event',
    async ({ weather, pageLoads, mostRequests, seeds }) => {
      await forSeeds(seeds, async (seed) => {
        const { requests, accepted, received } = await outage({ weather, pageLoads, config }, seed)
        expect(requests, 'requests').toBeLessThanOrEqual(mostRequests)
        expect(received, 'received').toBe(accepted)
      })
    },
    longestMs,
  )
})
