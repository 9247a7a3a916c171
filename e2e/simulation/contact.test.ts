import { beforeEach, describe, expect, it } from 'vitest'
import { openPage } from './page'
import type { Page, World } from './page'
import { createWorld, toCollector } from './world'

const [ada, bert] = ['ada@example.test', 'bert@example.test']

let world: World
let page: Page

const emailOf = (event: string): string | undefined => {
  const hit = [...world.network.received.values()].find(({ name }) => name === event)
  if (!hit) throw new Error(`${event} was not received`)
  return hit.email
}

beforeEach(() => {
  world = createWorld(1, { hasLocks: true, hasStorage: true, config: toCollector })
  page = openPage(world, 'https://shop.example/')
})

describe('the contact', () => {
  it('of the next visitor is not given to an event that waits for the one before', async () => {
    world.network.weather = 'overloaded'
    page.call('track', 'nobody’s')
    await world.timeline.advance(1000)
    page.call('reset')
    page.call('identify', bert)
    world.network.weather = 'fine'
    await world.timeline.advance(60_000)
    expect(emailOf('nobody’s')).toBe(undefined)
  })

  it('who becomes known while an event waits is given to it', async () => {
    world.network.weather = 'overloaded'
    page.call('track', 'hers')
    await world.timeline.advance(1000)
    page.call('identify', ada)
    world.network.weather = 'fine'
    await world.timeline.advance(60_000)
    expect(emailOf('hers')).toBe(ada)
  })

  it('whom the collector names is that of later events', async () => {
    world.network.contact = ada
    page.call('track', 'first')
    await world.timeline.advance(1000)
    page.call('track', 'second')
    await world.timeline.advance(1000)
    expect([emailOf('first'), emailOf('second')]).toEqual([undefined, ada])
  })

  it('whom the collector names after the visitor has gone is not that of the next', async () => {
    world.network.contact = ada
    page.call('track', 'hers')
    await world.timeline.advance(1)
    page.call('reset')
    await world.timeline.advance(1000)
    page.call('track', 'nobody’s')
    await world.timeline.advance(1000)
    expect(emailOf('nobody’s')).toBe(undefined)
  })

  it('whom the page names is not replaced by the one whom the collector names', async () => {
    world.network.contact = ada
    page.call('identify', bert)
    await world.timeline.advance(1000)
    page.call('track', 'his')
    await world.timeline.advance(1000)
    expect(emailOf('his')).toBe(bert)
  })

  it('is forgotten in every tab once another visitor has come in one', async () => {
    const other = openPage(world, 'https://shop.example/other')
    for (const each of [page, other]) each.call('identify', ada)
    await world.timeline.advance(1000)
    page.call('reset')
    other.call('track', 'nobody’s')
    await world.timeline.advance(1000)
    expect(emailOf('nobody’s')).toBe(undefined)
  })
})
