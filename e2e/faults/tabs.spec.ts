import { setTimeout as pause } from 'node:timers/promises'
import type { Tab } from '../fixtures/engine/tab'
import { isEmpty } from '../fixtures/hits'
import { poll } from '../fixtures/poll'
import { expect, test } from '../fixtures/test'
import { createRandom } from '../simulation/random'
import { afterPreflight, answer } from './fault'
import type { RowParts } from './parts'
import { namesIn } from './receipts'
import { row } from './row'
import { stockRow } from './stock/row'
import { countDuplicates } from './verdict'

/** The names of all events that the receiver has got. */
const namesPassed = ({ gate }: Pick<RowParts, 'gate'>): readonly string[] =>
  gate.requests().filter(({ isPassed }) => isPassed).flatMap(({ body }) => namesIn(body))

/** Each direct event is a request of its own, so a row has seconds for fewer of them. */
const eventsPerTab = { collector: 200, direct: 50 } as const

/** Notes the lanes that the page writes to: the documented REST calls have no place for them. */
const watchLanes = `<script>
  var lanes = {}, setItem = Storage.prototype.setItem
  Storage.prototype.setItem = function (key, value) {
    if (/^sajs\\.e\\./.test(key)) lanes[key.split('.')[2]] = true
    return setItem.call(this, key, value)
  }
</script>`

row('F32', 'six tabs track at once', {}, async (parts) => {
  const { pages, openTab, tab, mode, collector, ledger } = parts
  test.setTimeout(120_000)
  const tabs = [tab]
  while (tabs.length < 6) tabs.push(await openTab())
  for (const one of tabs) await pages.open(one, { head: watchLanes })
  await tab.waitFor(isEmpty, 'the acknowledgement of the page views')
  const groups = await Promise.all(tabs.map((one) => pages.track(one, { count: eventsPerTab[mode] })))
  const missing = async (): Promise<readonly string[]> => {
    const here = new Set(collector ? (await collector.hits()).map(({ name }) => name) : namesPassed(parts))
    return ledger.accepted().map(({ name }) => name).filter((name) => !here.has(name))
  }
  await poll(missing, ({ length }) => length === 0, { description: 'the events of all tabs', deadlineMs: collector ? 20_000 : 90_000 })
  const written = await Promise.all(tabs.map((one) => one.evaluate<string[]>('Object.keys(lanes)')))
  expect(written.map(({ length }) => length)).toEqual(tabs.map(() => 1))
  expect(new Set(written.flat()).size).toBe(tabs.length)
  if (!collector) return
  const hits = await collector.hits()
  const lanesOf = (names: readonly string[]): Set<string | null> =>
    new Set(hits.filter(({ name }) => name !== null && names.includes(name)).map(({ lane }) => lane))
  const lanes = groups.map(lanesOf)
  expect(lanes.map((one) => [...one])).toEqual(written)
})

const deaths = 5

/** A page view and three events: what the dying tab has on its way at most. */
const ofOneTab = 4

const dies = { isLeftInHaste: true, duplicates: deaths * ofOneTab } as const

row('F33', 'a tab is closed while another looks for lanes to adopt', dies, (parts) =>
  dieWhileAnotherLooks(parts, parts.tab, parts.openTab, (dying) => dying.close()),
)

stockRow('F33', 'the process of a tab is killed while another looks for lanes to adopt', dies, ({ stock, stockTab, ...parts }) =>
  dieWhileAnotherLooks(parts, stockTab, () => stock.openTab(), (dying) => dying.crash()),
)

/** Both rows: what differs is how a tab comes, and how it goes. */
async function dieWhileAnotherLooks<T extends Tab>(parts: RowParts, tab: T, openTab: () => Promise<T>, die: (dying: T) => Promise<void>): Promise<void> {
  const { pages, gate } = parts
  test.setTimeout(90_000)
  for (let n = 0; n < deaths; n++) {
    // Each repetition of the row has seeds of its own.
    const seed = test.info().repeatEachIndex * deaths + n + 1
    gate.rule(afterPreflight(() => answer(503)))
    const dying = await openTab()
    await pages.open(dying)
    const names = await pages.track(dying, { count: ofOneTab - 1 })
    await pages.open(tab)
    // Every second one dies while it sends, the others with everything that they have.
    if (n % 2) await gate.heal()
    // Under this lens lanes are seen a tenth to three tenths of a second after the start of the page, and tried a tenth later.
    await pause(createRandom(seed).between(0, 500))
    await die(dying)
    await gate.heal()
    // A page looks for lanes once: what was still held then is the next page's to find.
    const next = await openTab()
    await pages.open(next)
    await next.waitFor(isEmpty, `the acknowledgement of all events, seed ${seed}`)
    const passed = namesPassed(parts).filter((name) => names.includes(name))
    expect(names.filter((name) => !passed.includes(name)), `lost with seed ${seed}`).toEqual([])
    expect(countDuplicates(passed), `copies with seed ${seed}`).toBeLessThanOrEqual(ofOneTab)
    await next.close()
  }
}

/** How many events a request carries, and how many the dead page has left. */
const batch = { collector: 50, direct: 1 } as const
const left = { collector: 120, direct: 10 } as const

// Without a collector a page that is left before its first failure hands over each event by itself, and any of them may get through.
const copies = { collector: batch.collector, direct: left.direct } as const

stockRow('F33', 'a page is killed while it drains an adopted lane', { isLeftInHaste: true, duplicates: copies }, async (parts) => {
  const { pages, gate, stock, stockTab, mode } = parts
  await gate.closePort()
  await pages.open(stockTab)
  const names = await pages.track(stockTab, { count: left[mode] })
  await stockTab.goto(pages.blank())
  await gate.heal()
  // One batch is acknowledged, the next one is on its way for longer than the page lives.
  const second = names[batch[mode]] ?? ''
  gate.rule(({ body }) => (namesIn(body).includes(second) ? { type: 'late', beforeReplyMs: 10_000 } : undefined))
  await stockTab.evaluate("localStorage.removeItem('sajs.p')")
  const drainer = await stock.openTab()
  await pages.open(drainer)
  await expect.poll(() => gate.requests().flatMap(({ body }) => namesIn(body)), { timeout: 10_000 }).toContain(second)
  await drainer.crash()
  await stockTab.close()
})

const cannotHide = { webkit: 'WebKitGTK without automation cannot switch tabs, and under automation throttles nothing that could be seen' }

stockRow('F34', 'the owner of a lane is throttled in the background', { isLeftInHaste: true, skip: cannotHide }, async ({ pages, gate, stock, stockTab }) => {
  const isFrom = (names: readonly string[]) => ({ body }: { body: string }): boolean => namesIn(body).some((name) => names.includes(name))
  gate.rule(afterPreflight(() => answer(503)))
  await pages.open(stockTab, { setup: 'ticks = 0; setInterval(() => ticks++, 10)' })
  const names = await pages.track(stockTab, { count: 3 })
  const [owned] = await stockTab.evaluate<Held[]>(heldLocks)
  const looking = await stock.openTab()
  await looking.show()
  await stockTab.waitFor('document.hidden', 'the background')
  await spend(stockTab, 2000)
  const before = await stockTab.evaluate<number>('ticks')
  await spend(stockTab, 2000)
  // Every ten milliseconds it would be 200.
  expect((await stockTab.evaluate<number>('ticks')) - before).toBeLessThan(10)
  gate.rule((request) => (isFrom(names)(request) ? answer(503) : undefined))
  // To this page the lane has not been written for ten minutes.
  await pages.open(looking, { skewMs: 10 * 60_000 })
  await spend(looking, 1000)
  const held = await looking.evaluate<Held[]>(heldLocks)
  expect(held).toHaveLength(2)
  expect(held).toContainEqual(owned)
  await stockTab.show()
})

/** A lock's name and the page that holds it. */
type Held = readonly [name: string, clientId: string]

/** All locks of the tracker at this origin. */
const heldLocks = `navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.startsWith('sajs.')).map(({ name, clientId }) => [name, clientId]))`

/** Returns when the page is so much older; its timers may be held back, its clock is not. */
async function spend(tab: Tab, ms: number): Promise<void> {
  const end = (await tab.evaluate<number>('performance.now()')) + ms
  await poll(() => tab.evaluate<number>('performance.now()'), (now) => now > end, { description: `${ms} ms of the page` })
}
