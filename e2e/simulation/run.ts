import { foulWeather, namesReceived } from './network'
import type { Network } from './network'
import { openPage } from './page'
import type { Page, World } from './page'
import { createWorld } from './world'

/** What a run may meet. */
export interface Climate {
  readonly hasLocks: boolean
  readonly hasStorage: boolean
  readonly steps: number
  readonly config: World['config']
  /** Clocks that go wrong make events of the vendor's pages look too old: those may wait a day only. */
  readonly hasSkew: boolean
  /**
   * Whether pages are sometimes about to be left, and stay. They give their lanes away for a second, and a new page that takes one
   * over then sends what they go on sending: no collector stores that twice, and the vendor does.
   */
  readonly hasStays: boolean
  /** Whether the network ever fails. */
  readonly hasOutages: boolean
}

/** What is known of an event that a page has accepted. */
export interface Accepted {
  /** Whom it belongs to. */
  readonly contact: string | undefined
  /** The person before the browser: whoever logs out makes room for the next. */
  readonly person: number
  /** The page life that accepted it: one that comes back from the cache is another. */
  readonly life: number
}

/** What came of a run. */
export interface Verdict {
  /** Events that pages accepted, by name, in that order. */
  readonly accepted: ReadonlyMap<string, Accepted>
  /** Names of those whose page life ended before they were received, while not everything worked yet. */
  readonly left: ReadonlySet<string>
  /** As whom each person was identified. */
  readonly identities: ReadonlyMap<number, ReadonlySet<string>>
  readonly network: Network
  /** Names whose callback told of an error. */
  readonly refused: ReadonlySet<string>
  readonly storageKeys: readonly string[]
}

/** An hour, with what is added so that not all tabs ask at once. */
const longestPauseMs = 90 * 60_000

const contacts = ['ada@example.test', 'bert@example.test']

/** Lets one visitor use several tabs in changing weather, then heals everything. The seed decides all of it. */
export async function run(seed: number, climate: Climate): Promise<Verdict> {
  const world = createWorld(seed, climate)
  const accepted = new Map<string, Accepted>()
  const left = new Set<string>()
  const identities = new Map<number, Set<string>>()
  const refused = new Set<string>()
  const visit = createVisit(world, climate, { accepted, left, refused, identities })
  for (let step = 0; step < climate.steps; step++) {
    visit.act()
    await world.timeline.advance(world.random.pick([0, 1, 30, 300, 2000, 5000, world.random.between(0, 90_000)]))
  }
  await visit.heal()
  // The note of a pause, and it alone, goes with the first answer after it: the last event may have been delivered within it.
  const leftBehind = world.storage.keys().filter((key) => key !== 'sajs.p')
  await visit.goOn()
  return { accepted, left, refused, identities, network: world.network, storageKeys: [...leftBehind, ...world.storage.keys()] }
}

/** What a visit notes for the verdict. */
interface Notes {
  readonly accepted: Map<string, Accepted>
  readonly left: Set<string>
  readonly refused: Set<string>
  readonly identities: Map<number, Set<string>>
}

function createVisit(world: World, climate: Climate, { accepted, left, refused, identities }: Notes) {
  const { random, network, timeline } = world
  let pages: { page: Page; contact: string | undefined; life: number }[] = []
  let count = 0
  let lives = 0
  let person = 0

  const open = (): void => void pages.push({ page: openPage(world, `https://shop.example/${count++}`), contact: undefined, life: lives++ })
  const active = (): typeof pages => pages.filter(({ page }) => page.state() === 'active')
  const track = (tab: (typeof pages)[number]): void => {
    const name = `event ${count++}`
    accepted.set(name, { contact: tab.contact, person, life: tab.life })
    if (random.chance(0.02)) network.poison.add(name)
    tab.page.call('track', name, random.chance(0.1) ? { note: 'x'.repeat(random.between(0, 20_000)) } : {}, (error: unknown) => {
      if (error) refused.add(name)
    })
  }
  const end = (tab: (typeof pages)[number], how: (page: Page) => void): void => {
    how(tab.page)
    const received = new Set(namesReceived(network))
    for (const [name, { life }] of accepted) if (life === tab.life && !received.has(name)) left.add(name)
    tab.life = lives++
  }
  const actions: [weight: number, action: (tab: (typeof pages)[number]) => void][] = [
    [30, track],
    [4, (tab) => Array.from({ length: random.between(2, 12) }, () => track(tab))],
    [3, (tab) => {
      tab.contact = random.pick(contacts)
      identities.set(person, (identities.get(person) ?? new Set()).add(tab.contact))
      tab.page.call('identify', tab.contact)
    }],
    [1, (tab) => {
      // Whoever logs out in one tab has left the others too: they see that the visitor is a new one.
      for (const each of pages) each.contact = undefined
      person++
      tab.page.call('reset')
    }],
    [8, (tab) => {
      end(tab, (page) => page.leave(false))
      open()
    }],
    [4, (tab) => {
      end(tab, (page) => page.leave(true))
      open()
    }],
    [4, () => pages.find(({ page }) => page.state() === 'frozen')?.page.restore()],
    [3, (tab) => end(tab, (page) => page.crash())],
    [3, open],
    [3, (tab) => tab.page.hide()],
    [3, (tab) => tab.page.show()],
    [climate.hasStays ? 3 : 0, (tab) => tab.page.stay()],
    [6, () => (network.weather = 'fine')],
    [climate.hasOutages ? 6 : 0, () => (network.weather = random.pick(foulWeather))],
    [climate.hasOutages ? 2 : 0, () => (world.isOnline = false)],
    [3, (tab) => {
      world.isOnline = true
      tab.page.goOnline()
    }],
    [climate.hasSkew ? 1 : 0, () => (world.clockErrorMs = random.pick([0, 0, -2 * 86_400_000, 2 * 86_400_000, 60_000]))],
  ]
  const wheel = actions.flatMap(([weight, action]) => Array.from({ length: weight }, () => action))

  return {
    act() {
      if (!active().length) open()
      random.pick(wheel)(random.pick(active()))
      pages = pages.filter(({ page }) => page.state() !== 'dead')
    },
    /**
     * Everything works again, every old page is closed, and one more page is open for as long as the longest pause. Without
     * storage no page takes over what another has left: the old ones stay as long before they are closed, and hear of the
     * network, because a page without any answer has stopped to ask.
     */
    async heal() {
      network.weather = 'fine'
      world.isOnline = true
      world.clockErrorMs = 0
      if (!climate.hasStorage) {
        for (const { page } of active()) page.goOnline()
        await timeline.advance(longestPauseMs)
      }
      for (const { page } of pages) {
        if (page.state() === 'frozen') page.crash()
        else page.leave(false)
      }
      await timeline.advance(5 * 60_000)
      open()
      await timeline.advance(longestPauseMs)
    },
    /** The page that is open has one more event, and a minute. */
    async goOn() {
      pages.slice(-1).forEach(track)
      await timeline.advance(60_000)
    },
  }
}
