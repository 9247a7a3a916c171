import { beforeEach, describe, expect, it, vi } from 'vitest'
import { namesReceived } from './network'
import { openPage } from './page'
import type { World } from './page'
import { createWorld, toCollector } from './world'

let world: World

const open = (consent = 'granted'): ReturnType<typeof openPage> =>
  openPage({ ...world, config: { ...toCollector, consent } }, 'https://shop.example/')
const names = (): string[] => namesReceived(world.network)
const expectErased = (): void => expect([world.storage.keys(), [...world.cookies]]).toEqual([[], []])

beforeEach(() => {
  world = createWorld(1, { hasLocks: true, hasStorage: true, config: toCollector })
})

describe('a no', () => {
  it('breaks off what is under way, and tells its call', async () => {
    const [page, told] = [open(), vi.fn()]
    page.call('track', 'under way', told)
    await world.timeline.advance(1)
    expect(world.network.requests).toHaveLength(1)
    page.call('consent', 'denied')
    expectErased()
    await world.timeline.advance(60_000)
    expect(names()).toEqual([])
    expect(told.mock.calls).toEqual([[expect.objectContaining({ code: 'consent_denied' }), expect.any(String)]])
    expectErased()
  })

  it('gives up what waits: a later yes does not bring it back', async () => {
    world.network.weather = 'overloaded'
    const page = open()
    page.call('track', 'before')
    await world.timeline.advance(1000)
    page.call('consent', 'denied')
    world.network.weather = 'fine'
    page.call('consent', 'granted')
    page.call('track', 'after')
    await world.timeline.advance(60_000)
    expect(names()).toEqual(['after'])
  })

  it.each([
    ['of the visitor', 'pending', (page: ReturnType<typeof open>) => page.call('consent', 'denied')],
    ['of the site', 'denied', () => undefined],
  ])('%s erases what earlier pages have left, and nothing is sent', async (_whose, consent, deny) => {
    world.network.weather = 'down'
    const gone = open()
    gone.call('track', 'left')
    await world.timeline.advance(1000)
    gone.crash()
    expect(world.storage.keys()).not.toEqual([])
    const requests = world.network.requests.length
    deny(open(consent))
    expectErased()
    await world.timeline.advance(60_000)
    expect(world.network.requests).toHaveLength(requests)
  })
})

describe('a yes that is taken back until further notice', () => {
  it('keeps what waits, unsent, and sends it once it is given again', async () => {
    world.network.weather = 'overloaded'
    const page = open()
    page.call('track', 'waits')
    await world.timeline.advance(1000)
    page.call('consent', 'pending')
    const requests = world.network.requests.length
    await world.timeline.advance(3_600_000)
    expect(world.network.requests).toHaveLength(requests)
    world.network.weather = 'fine'
    page.call('consent', 'granted')
    await world.timeline.advance(1000)
    expect(names()).toEqual(['waits'])
  })
})
