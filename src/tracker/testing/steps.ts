import { storagePrefix } from '../record'
import { filling } from './events'
import type { Weather } from './server'
import type { Tab, World } from './world'

/** Steps of these names, each with these details. */
type Steps<What extends string, Details = unknown> = What extends string ? { readonly what: What } & Details : never

/** What the visitor, the site and the network do, one after the other; `tab` picks one of those that can. */
export type Step =
  | Steps<'open' | 'offline' | 'online' | 'deny' | 'grant'>
  | Steps<'track', { readonly tab: number; readonly kind: '' | '!' | '?'; readonly cuid: 'visitor' | 'other' }>
  | Steps<'burst', { readonly tab: number; readonly count: number; readonly bytes: number }>
  | Steps<'hide' | 'leave' | 'stay' | 'back' | 'crash' | 'close', { readonly tab: number }>
  | Steps<'weather', { readonly weather: Weather }>
  | Steps<'wait' | 'night' | 'skew', { readonly ms: number }>

/** A clock that is further off makes events look older than they may be. */
const mostSkewMs = 4 * 24 * 60 * 60_000

/** Does one step. */
export async function take(world: World, made: Step): Promise<void> {
  const { tabs } = world
  if (made.what === 'wait') await world.clock.advance(made.ms)
  if (made.what === 'night') await spendNight(world, made.ms)
  if (made.what === 'close') await close(world, pick(tabs, 'shown', made.tab))
  if (made.what === 'open') world.open()
  if (made.what === 'weather') world.server.weather = made.weather
  if (made.what === 'skew') skew(world, made.ms)
  if (made.what === 'offline' || made.what === 'online') connect(world, made.what === 'online')
  if (made.what === 'deny' || made.what === 'grant') decide(world, made.what === 'grant')
  if (made.what === 'back') comeBack(world, pick(tabs, 'left', made.tab))
  if (made.what === 'crash') crash(world, pick(tabs, 'shown', made.tab) ?? pick(tabs, 'left', made.tab))
  if (made.what === 'leave') leave(world, pick(tabs, 'shown', made.tab))
  if (made.what === 'stay') stay(world, pick(tabs, 'shown', made.tab))
  if (made.what === 'hide') hide(pick(tabs, 'shown', made.tab))
  if (made.what === 'track') call(world, pick(tabs, 'shown', made.tab), made)
  if (made.what === 'burst') callOften(world, pick(tabs, 'shown', made.tab), made)
}

function pick(tabs: readonly Tab[], state: Tab['state'], n: number): Tab | undefined {
  const able = tabs.filter((candidate) => candidate.state === state)
  return able[n % able.length]
}

function call(world: World, shown: Tab | undefined, { kind, cuid }: Steps<'track', { kind: '' | '!' | '?'; cuid: string }>): void {
  if (shown) world.track(shown, kind, { cuid })
}

function callOften(world: World, shown: Tab | undefined, { count, bytes }: Steps<'burst', { count: number; bytes: number }>): void {
  for (let n = 0; shown && n < count; n++) world.track(shown, '', { sib_type: n % 3 ? 'track' : 'page', ...filling(bytes) })
}

function skew(world: World, ms: number): void {
  if (Math.abs(world.skewMs + ms) > mostSkewMs) return
  world.skewMs += ms
  world.clock.set(world.clock.now() + ms)
  // A pause that looks over, or impossibly long, ends.
  world.rate.forget()
}

function connect(world: World, isOnline: boolean): void {
  const isNew = isOnline && !world.isOnline
  world.isOnline = isOnline
  if (isNew) for (const { state, page } of world.tabs) if (state === 'shown') page.delivery.probe()
}

/** The site tells each page that is shown. */
function decide(world: World, isGranted: boolean): void {
  world.consent = isGranted ? 'granted' : 'denied'
  world.rate.forget()
  if (!isGranted) forgive(world)
  for (const tab of world.tabs) if (tab.state === 'shown') tab.page.consent.set(world.consent)
  if (!isGranted) checkErased(world)
}

function forgive({ ledger, rate }: World): void {
  rate.forget()
  ledger.isMurky = true
  for (const id of ledger.accepted.keys()) if (!ledger.acknowledged.has(id)) ledger.forgiven.add(id)
}

function checkErased({ tabs, storage, ledger }: World): void {
  if (pick(tabs, 'shown', 0) && storage.keys(storagePrefix).length) ledger.offences.push('P6: something stayed in storage')
}

function hide(shown: Tab | undefined, how = shown?.page.delivery.handOver): void {
  if (!shown || !how) return
  shown.wasHidden = shown.isHiding = true
  how()
  shown.isHiding = false
}

function leave({ ledger }: World, shown: Tab | undefined): void {
  if (!shown) return
  // Whoever finds its lane sends again what it has under way.
  hide(shown, shown.page.leave)
  if (shown.inFlight.size) ledger.isMurky = true
  shown.state = 'left'
}

/** For a second whoever looks for lanes may take over those of the page, which goes on sending from them: both may count a loss. */
function stay({ ledger }: World, shown: Tab | undefined): void {
  for (const { hit } of shown?.page.outbox.waiting() ?? []) shown?.lent.add(hit.lane)
  if (shown?.lent.size) ledger.isMurky = true
  shown?.page.stay()
}

/** In peace: nothing is under way any more when it goes. */
async function close(world: World, shown: Tab | undefined): Promise<void> {
  hide(shown)
  for (let n = 0; shown?.inFlight.size && n < 20; n++) await world.clock.advance(1000)
  leave(world, shown)
  crash(world, shown)
}

/** The site speaks in the same task, before anything could be sent. */
function comeBack(world: World, left: Tab | undefined): void {
  if (!left) return
  left.state = 'shown'
  left.life += '+'
  // A no that it heard before it was left counts once more, for all that was stored since.
  if ([world.consent, left.page.consent.state()].includes('denied')) forgive(world)
  left.page.restore()
  if (world.consent !== left.page.consent.state()) left.page.consent.set(world.consent)
}

/** Gone without a word. */
export function crash({ ledger }: World, dying: Tab | undefined): void {
  if (!dying) return
  if (dying.inFlight.size || dying.hasUnreported) ledger.isMurky = true
  dying.state = 'gone'
  dying.page.end()
}

async function spendNight(world: World, ms: number): Promise<void> {
  for (const tab of world.tabs) if (tab.state !== 'gone') crash(world, tab)
  world.rate.forget()
  await world.clock.advance(ms)
  world.open()
}

/** Everything works again, all tabs are gone, and a last one stays open for a while. */
export async function heal(world: World): Promise<void> {
  world.server.weather = 'ok'
  world.isOnline = true
  world.consent = 'granted'
  await spendNight(world, 4 * 60_000)
  await world.clock.advance(120 * 60_000)
}
