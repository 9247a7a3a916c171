import { beforeEach, describe, expect, it } from 'vitest'
import { namesReceived } from './network'
import { openPage } from './page'
import type { Page, World } from './page'
import { createWorld, toCollector } from './world'

let world: World
let page: Page

const names = (): string[] => namesReceived(world.network)
const copies = (): number[] => [...world.network.received.values()].map((hit) => hit.copies)

beforeEach(async () => {
  world = createWorld(1, { hasLocks: true, hasStorage: true, config: toCollector })
  page = openPage(world, 'https://shop.example/')
  await world.timeline.advance(10_000)
})

describe('the built script, in one page', () => {
  it('sends what was called in the task in which the page is hidden, though it dies there', async () => {
    page.call('track', 'last')
    page.hide()
    page.crash()
    await world.timeline.advance(1000)
    expect(names()).toContain('last')
  })

  it('sends nothing because the page is shown', async () => {
    page.hide()
    page.call('track', 'hidden')
    page.show()
    page.crash()
    await world.timeline.advance(1000)
    expect(names()).not.toContain('hidden')
  })

  it.each([false, true])('sends what was called in the task in which the page is left (into the cache: %s)', async (intoCache) => {
    page.call('track', 'last')
    page.leave(intoCache)
    await world.timeline.advance(1000)
    expect(names()).toContain('last')
  })

  it('records a page of the app whose title had no time to settle', async () => {
    page.goTo('https://shop.example/route')
    page.leave(false)
    await world.timeline.advance(1000)
    expect(names()).toEqual(['Simulated'])
  })

  it('leaves to the next page what a page in the cache could not send, and sends none of it on its return', async () => {
    world.network.weather = 'overloaded'
    page.call('track', 'left')
    await world.timeline.advance(1000)
    page.leave(true)
    await world.timeline.advance(0)
    expect(world.locks.held()).toBe(0)
    world.network.weather = 'fine'
    openPage(world, 'https://shop.example/next')
    await world.timeline.advance(60_000)
    expect(names()).toContain('left')
    page.restore()
    page.call('track', 'returned')
    await world.timeline.advance(60_000)
    expect(names()).toContain('returned')
    expect(copies().every((count) => count === 1)).toBe(true)
  })

  it('takes up on its return what nobody has taken', async () => {
    world.network.weather = 'overloaded'
    page.call('track', 'left')
    await world.timeline.advance(1000)
    page.leave(true)
    world.network.weather = 'fine'
    await world.timeline.advance(60_000)
    expect(names()).not.toContain('left')
    page.restore()
    await world.timeline.advance(60_000)
    expect(names()).toContain('left')
  })

  it('records a view on its return', async () => {
    page.leave(true)
    await world.timeline.advance(1000)
    expect(names()).toEqual([])
    page.restore()
    await world.timeline.advance(1000)
    expect(names()).toEqual(['Simulated'])
  })

  it('runs once, however many tags bring it', async () => {
    page.runAgain()
    page.call('track', 'called')
    page.leave(true)
    page.restore()
    await world.timeline.advance(10_000)
    expect(names().sort()).toEqual(['Simulated', 'called'])
  })

  it('goes on as soon as there is a network again', async () => {
    world.isOnline = false
    page.call('track', 'offline')
    await world.timeline.advance(3_600_000)
    expect(world.network.requests).toEqual([])
    world.isOnline = true
    page.goOnline()
    await world.timeline.advance(1000)
    expect(names()).toContain('offline')
  })
})
