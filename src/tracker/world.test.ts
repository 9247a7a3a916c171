import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventPrefix } from './record'
import type { Weather } from './testing/server'
import { createWorld } from './testing/world'
import type { Tab, World, WorldSettings } from './testing/world'

const minuteMs = 60_000

/** What the visitor and the world do, one after the other; `tab` picks one of those that can. */
type Step =
  | { readonly what: 'open' }
  | { readonly what: 'track'; readonly tab: number; readonly kind: '' | '!' | '?'; readonly cuid: 'visitor' | 'other' }
  | { readonly what: 'hide' | 'leave' | 'back' | 'crash'; readonly tab: number }
  | { readonly what: 'weather'; readonly weather: Weather }
  | { readonly what: 'wait'; readonly ms: number }
  | { readonly what: 'skew'; readonly ms: number }

const tab = fc.nat(5)
const track: fc.Arbitrary<Step> = fc.record({
  what: fc.constant('track' as const),
  tab,
  kind: fc.constantFrom('', '', '', '', '', '!', '?'),
  cuid: fc.constantFrom('visitor', 'visitor', 'visitor', 'other'),
})
const weathers: Weather[] = ['ok', 'busy', 'limited', 'misconfigured', 'portal', 'lost', 'unheard', 'silent', 'flaky', 'flaky']
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: track },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('open' as const) }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('hide', 'leave', 'back', 'crash'), tab }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('weather' as const), weather: fc.constantFrom(...weathers) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.constantFrom(0, 5, 50, 500, 3000, 5000, 20_000, 240_000) }) },
)
const skew: fc.Arbitrary<Step> = fc.record({ what: fc.constant('skew' as const), ms: fc.constantFrom(-2, 2).map((days) => days * 1440 * minuteMs) })

async function take(world: World, made: Step): Promise<void> {
  const pick = (state: Tab['state'], n: number): Tab | undefined => {
    const able = world.tabs.filter((candidate) => candidate.state === state)
    return able[n % able.length]
  }
  if (made.what === 'open') world.open()
  if (made.what === 'weather') world.server.weather = made.weather
  if (made.what === 'wait') await world.clock.advance(made.ms)
  if (made.what === 'skew') world.clock.set(world.clock.now() + made.ms)
  if (made.what === 'track') {
    const shown = pick('shown', made.tab)
    if (shown) world.track(shown, made.kind, made.cuid)
  }
  if (made.what === 'hide') hide(pick('shown', made.tab))
  if (made.what === 'leave') leave(pick('shown', made.tab))
  if (made.what === 'back') comeBack(pick('left', made.tab))
  if (made.what === 'crash') crash(pick('shown', made.tab) ?? pick('left', made.tab))
}

function hide(shown: Tab | undefined): void {
  if (!shown) return
  shown.wasHidden = true
  shown.page.delivery.handOver()
}

function leave(shown: Tab | undefined): void {
  if (!shown) return
  shown.wasHidden = true
  shown.page.leave()
  shown.state = 'left'
}

function comeBack(left: Tab | undefined): void {
  if (!left) return
  left.state = 'shown'
  left.page.restore()
}

function crash(dying: Tab | undefined): void {
  if (!dying) return
  dying.state = 'gone'
  dying.page.end()
}

/** Everything works again, all tabs are gone, and a last one stays open for a while. */
async function heal(world: World): Promise<void> {
  world.tabs.forEach(crash)
  world.server.weather = 'ok'
  await world.clock.advance(4 * minuteMs)
  world.open()
  await world.clock.advance(120 * minuteMs)
}

/** The verdict of RELIABILITY.md 5. */
function judge({ accepted, told, server, storage, offences }: World): void {
  expect(offences).toEqual([])
  const received = new Set(server.received)
  for (const id of accepted.keys()) {
    const isGood = received.has(id) && !server.refused.has(id)
    const isBad = server.refused.has(id) && !received.has(id)
    expect(id.endsWith('!') || id.endsWith('?') ? isBad || isGood : isGood, `${id} arrived or was refused`).toBe(true)
    const answers = told.get(id) ?? []
    expect(answers.length, `answers to ${id}`).toBeLessThanOrEqual(1)
    if (answers.length) expect(!answers[0], `${id} was told the truth`).toBe(received.has(id))
  }
  expect([...received].filter((id) => !accepted.has(id))).toEqual([])
  expect(storage.keys(eventPrefix)).toEqual([])
}

/** Lanes that never had two requests side by side arrive in the order of their calls. */
function judgeOrder({ accepted, server, sideBySide }: World): void {
  const lanes = new Map<string, number[]>()
  for (const id of server.received) {
    const lane = accepted.get(id) ?? ''
    lanes.set(lane, [...(lanes.get(lane) ?? []), parseInt(id)])
  }
  for (const [lane, order] of lanes) if (!sideBySide.has(lane)) expect(order).toEqual([...order].sort((a, b) => a - b))
}

async function live(settings: WorldSettings, steps: readonly Step[]): Promise<void> {
  const world = createWorld(settings)
  world.open()
  for (const made of steps) await take(world, made)
  await heal(world)
  judge(world)
  judgeOrder(world)
}

describe('several pages that share storage and locks', () => {
  const seed = fc.integer()

  it('lose nothing in silence, whatever happens to network and pages', async () => {
    const steps = fc.array(fc.oneof({ weight: 30, arbitrary: step }, { weight: 1, arbitrary: skew }), { minLength: 20, maxLength: 80 })
    const lives = fc.asyncProperty(seed, steps, (number, made) => live({ seed: number, hasLocks: true, isDirect: false }, made))
    await fc.assert(lives, { numRuns: 600, seed: 1 })
  })

  it('lose nothing in silence without an own collector', async () => {
    const lives = fc.asyncProperty(seed, fc.array(step, { minLength: 20, maxLength: 80 }), (number, made) =>
      live({ seed: number, hasLocks: true, isDirect: true }, made),
    )
    await fc.assert(lives, { numRuns: 300, seed: 1 })
  })

  it('lose nothing in silence without locks', async () => {
    const lives = fc.asyncProperty(seed, fc.array(step, { minLength: 20, maxLength: 80 }), (number, made) =>
      live({ seed: number, hasLocks: false, isDirect: false }, made),
    )
    await fc.assert(lives, { numRuns: 300, seed: 1 })
  })
})
