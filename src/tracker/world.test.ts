import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxBurstEvents, maxStoredBytes, maxStoredEvents } from '../contract/limits'
import { byteLength, eventPrefix } from './record'
import type { Weather } from './testing/server'
import { longestMs, runs } from './testing/seeds'
import { heal, take } from './testing/steps'
import type { Step } from './testing/steps'
import { createWorld, held } from './testing/world'
import type { World, WorldSettings } from './testing/world'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs

/** Pauses of 1, 2, 4, 8, 16 seconds and so on, all at their shortest, let so many requests into a minute. */
const mostRequests = 6

const tab = fc.nat(5)
const track: fc.Arbitrary<Step> = fc.record({
  what: fc.constant('track' as const),
  tab,
  kind: fc.constantFrom('', '', '', '', '', '!', '?'),
  cuid: fc.constantFrom('visitor', 'visitor', 'visitor', 'other'),
})
const burst: fc.Arbitrary<Step> = fc.record({
  what: fc.constant('burst' as const),
  tab,
  count: fc.constantFrom(60, 190, 210, 390, 450),
  bytes: fc.constantFrom(0, 0, 700, 3000),
})
const wait: fc.Arbitrary<Step> = fc.record({ what: fc.constant('wait' as const), ms: fc.constantFrom(0, 5, 50, 500, 3000, 5000, 20_000, 240_000) })
const night: fc.Arbitrary<Step> = fc.record({ what: fc.constant('night' as const), ms: fc.constantFrom(0.6, 1.1, 4, 7.5).map((days) => days * dayMs) })
const skew: fc.Arbitrary<Step> = fc.record({ what: fc.constant('skew' as const), ms: fc.constantFrom(-2, 2).map((days) => days * dayMs) })
const plain = (...what: Extract<Step, { what: 'open' | 'offline' | 'online' | 'deny' | 'grant' }>['what'][]): fc.Arbitrary<Step> =>
  fc.constantFrom(...what).map((one) => ({ what: one }))
const fate = (...what: Extract<Step, { what: 'hide' | 'leave' | 'stay' | 'back' | 'crash' | 'close' }>['what'][]): fc.Arbitrary<Step> =>
  fc.tuple(fc.constantFrom(...what), tab).map(([one, n]) => ({ what: one, tab: n }))
const weather = (...weathers: Weather[]): fc.Arbitrary<Step> =>
  fc.record({ what: fc.constant('weather' as const), weather: fc.constantFrom(...weathers) })

const anyWeather = weather('ok', 'busy', 'limited', 'misconfigured', 'portal', 'lost', 'unheard', 'silent', 'flaky', 'flaky')
/** Whatever can happen to a page and to the network. */
const usual: fc.WeightedArbitrary<Step>[] = [
  { weight: 20, arbitrary: track },
  { weight: 4, arbitrary: plain('open') },
  { weight: 10, arbitrary: fate('hide', 'leave', 'stay', 'back', 'crash') },
  { weight: 6, arbitrary: anyWeather },
  { weight: 12, arbitrary: wait },
  { weight: 1, arbitrary: plain('offline', 'online') },
]
const stepsOf = (...steps: fc.WeightedArbitrary<Step>[]): fc.Arbitrary<Step[]> => fc.array(fc.oneof(...steps), { minLength: 20, maxLength: 80 })

/** P1: every accepted event was received, or refused by the receiver, or given up and counted; and its call was told so. */
function judgeLosses({ ledger, server }: World): void {
  const received = new Set(server.received)
  for (const id of ledger.accepted.keys()) {
    const isKnown = received.has(id) || server.refused.has(id) || ledger.dropped.has(id) || ledger.forgiven.has(id)
    expect(isKnown, `P1: ${id} arrived, was refused or was counted`).toBe(true)
    const answers = ledger.told.get(id) ?? []
    expect(answers.length, `answers to ${id}`).toBeLessThanOrEqual(1)
    const mayBeBoth = ledger.forgiven.has(id) || ledger.unheard.has(id)
    if (answers.length && !(answers[0] && mayBeBoth)) expect(!answers[0], `${id} was told the truth`).toBe(received.has(id))
  }
  const isOfOurs = (id: string): boolean => ledger.accepted.has(id) || ledger.reports.has(id)
  expect([...received].filter((id) => !isOfOurs(id))).toEqual([])
}

/** Whether counts could be followed to the end; then those that arrived are exactly those that were lost. */
function judgeCounts({ ledger, server }: World): boolean {
  if (ledger.isMurky) return false
  const sums = (entries: (readonly [string, number])[]): Record<string, number> =>
    entries.reduce<Record<string, number>>((all, [reason, n]) => ({ ...all, [reason]: (all[reason] ?? 0) + n }), {})
  const received = new Set(server.received)
  const arrived = sums([...ledger.reports].flatMap(([id, counts]) => (received.has(id) ? Object.entries(counts) : [])))
  const lost = sums([...ledger.dropped.values()].filter((reason) => reason !== 'report').map((reason) => [reason, 1]))
  expect(arrived, 'P1: counts of losses').toEqual(lost)
  return true
}

/** Lanes that never had two requests side by side arrive in the order of their calls. */
function judgeOrder({ ledger, server, sideBySide }: World): void {
  const lanes = new Map<string, number[]>()
  for (const id of server.received) {
    const lane = ledger.accepted.get(id)
    if (lane !== undefined) lanes.set(lane, [...(lanes.get(lane) ?? []), parseInt(id)])
  }
  for (const [lane, order] of lanes) if (!sideBySide.has(lane)) expect(order).toEqual([...order].sort((a, b) => a - b))
}

/** P3, after each step: reports of drops left aside, which come on top while a page is hiding. */
function judgeBounds(world: World, made: Step): void {
  const isPaused = !!world.tabs[0]?.page.backoff.remainingMs()
  for (const one of world.tabs.filter(({ state }) => state !== 'gone')) {
    const { count, bytes, idle } = held(one)
    expect(bytes, 'P3: bytes of a page').toBeLessThanOrEqual(maxStoredBytes)
    // What is under way cannot go, nor the newest. So it comes on top, one each time, where a page that hides has sent all others.
    if (idle > 1) expect(count, 'P3: events of a page').toBeLessThanOrEqual(maxBurstEvents)
    // A page that is waiting for the pause; what was called in this task may still find that the way is clear.
    const isWaiting = made.what === 'wait' && world.isOnline && !one.inFlight.size && !one.hasGivenUp
    if (isPaused && isWaiting) expect(count, 'P3: events in a pause').toBeLessThanOrEqual(maxStoredEvents)
  }
}

/** P3 of the origin: as much as all pages may hold together, which are there or have left something, and their reports of drops. */
function judgeOrigin({ tabs, storage }: World): void {
  const keys = storage.keys(eventPrefix)
  const bytes = keys.reduce((sum, key) => sum + byteLength(key + (storage.read(key) ?? '')), 0)
  expect(keys.length, 'P3: events of the origin').toBeLessThanOrEqual(tabs.length * (maxBurstEvents + 1))
  expect(bytes, 'P3: bytes of the origin').toBeLessThanOrEqual(tabs.length * 256 * 1024)
}

async function live(settings: WorldSettings, steps: readonly Step[]): Promise<World> {
  const world = createWorld(settings)
  world.open()
  for (const made of steps) {
    await take(world, made)
    judgeBounds(world, made)
    judgeOrigin(world)
  }
  await heal(world)
  expect(world.ledger.offences).toEqual([])
  expect(world.rate.most(), 'P4: requests of a page in a minute').toBeLessThanOrEqual(mostRequests)
  judgeLosses(world)
  judgeOrder(world)
  expect(world.storage.keys(eventPrefix)).toEqual([])
  return world
}

describe('several pages that share storage and locks keep P1 to P7', () => {
  const seed = fc.integer()
  const own = { hasLocks: true, isDirect: false }
  const check = (steps: fc.Arbitrary<Step[]>, settings: Omit<WorldSettings, 'seed'>, numRuns: number): Promise<void> =>
    fc.assert(
      fc.asyncProperty(seed, steps, async (number, made) => {
        await live({ seed: number, ...settings }, made)
      }),
      runs(numRuns),
    )

  it('whatever happens to network and pages', () => check(stepsOf(...usual, { weight: 1, arbitrary: skew }), own, 300), longestMs)

  it('without an own collector', () => check(stepsOf(...usual), { ...own, isDirect: true }, 150), longestMs)

  it('without locks', () => check(stepsOf(...usual), { hasLocks: false, isDirect: false }, 150), longestMs)

  it('where the visitor changes their mind', () => check(stepsOf(...usual, { weight: 4, arbitrary: plain('deny', 'grant') }), own, 200), longestMs)

  it('where more is called than is kept', () => check(stepsOf(...usual, { weight: 3, arbitrary: burst }), own, 40), longestMs)

  it.each([true, false])('where days pass (without an own collector: %s)', (isDirect) =>
    check(stepsOf(...usual, { weight: 3, arbitrary: night }), { ...own, isDirect }, 60), longestMs)

  it('and count losses exactly where no answer is lost', async () => {
    let clear = 0
    const steps = stepsOf(
      { weight: 20, arbitrary: track },
      { weight: 1, arbitrary: burst },
      { weight: 5, arbitrary: plain('open') },
      { weight: 5, arbitrary: fate('hide', 'close') },
      { weight: 6, arbitrary: weather('ok', 'ok', 'busy', 'limited', 'misconfigured', 'portal', 'lost', 'silent') },
      { weight: 12, arbitrary: wait },
    )
    const lives = fc.asyncProperty(seed, steps, async (number, made) => {
      if (judgeCounts(await live({ seed: number, ...own }, made))) clear++
    })
    await fc.assert(lives, runs(60))
    expect(clear).toBeGreaterThan(runs(60).numRuns / 2)
  }, longestMs)
})
