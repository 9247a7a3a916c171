import type { Accepted, Told } from './ledger'
import type { Receipt } from './receipts'

/** What a row may cost in one mode. What is not named here must not happen. */
export interface Allowance {
  /** Most events given up, by reason. */
  readonly drops?: Readonly<Record<string, number>>
  /** Most page views given up without a word: the tag's own call has no callback, and in direct mode nobody else counts. */
  readonly untoldViews?: number
  /** Most copies of events on the wire beyond the first. */
  readonly duplicates?: number
  /** Most attempts that the receiver is troubled with before it is healed. */
  readonly attempts?: number
  /** A page that is being left sends several requests at once, and they may overtake each other. */
  readonly isLeftInHaste?: boolean
}

/** What a row came to, once nothing was on its way any more. */
export interface Facts {
  readonly accepted: readonly Accepted[]
  /** Those of them that may be lost without a word. */
  readonly risked: readonly Accepted[]
  readonly received: readonly Receipt[]
  /** The names of all events in all requests that the receiver got, in order of arrival. */
  readonly wire: readonly string[]
  readonly told: readonly Told[]
  /** Given-up events by reason, as the receiver or else the callbacks have heard of them. */
  readonly counted: Readonly<Record<string, number>>
  readonly attempts: number
  readonly keysLeft: readonly string[]
  readonly viewPrefix: string
}

/** Events that may be lost without a word, and how many of them were. */
export interface Untold {
  readonly lost: number
  readonly of: number
}

/** Copies beyond the first. */
export const countDuplicates = (names: readonly string[]): number => names.length - new Set(names).size

/** How many of the events that may be lost without a word were, by what the ledger says of them. */
export function countUntold({ risked, received }: Pick<Facts, 'risked' | 'received'>): Readonly<Record<string, Untold>> {
  const here = new Set(received.map(({ name }) => name))
  const lives = [...new Set(risked.map(({ life }) => life))]
  return Object.fromEntries(
    lives.map((life) => {
      const names = risked.filter((event) => event.life === life).map(({ name }) => name)
      return [life, { lost: names.filter((name) => !here.has(name)).length, of: names.length }]
    }),
  )
}

/** Everything that is wrong with these facts; nothing where the tracker has kept its promise. */
export function judge(facts: Facts, allowance: Allowance): readonly string[] {
  const judges = [judgeLoss, judgeDrops, judgeCopies, judgeOrder, judgeTraces]
  return judges.flatMap((each) => each(facts, allowance))
}

/** Whether nothing is stored any more, and nothing is missing that should still come. */
export function isSettled(facts: Facts, allowance: Allowance): boolean {
  return facts.keysLeft.length === 0 && judgeLoss(facts, allowance).length === 0
}

/** Accepted is what was received and what was counted as lost, and nothing is both. */
function judgeLoss({ accepted, risked, received, told, counted, viewPrefix }: Facts, { untoldViews = 0 }: Allowance): string[] {
  const here = new Set(received.map(({ name }) => name))
  const known = new Set(accepted.map(({ name }) => name))
  const mayGo = new Set(risked.map(({ name }) => name))
  const missing = [...known].filter((name) => !here.has(name) && !mayGo.has(name))
  const untold = Math.min(untoldViews, missing.filter((name) => name.startsWith(viewPrefix)).length)
  const toldNames = new Set(told.map(({ name }) => name))
  const counts = untold + Object.values(counted).reduce((sum, count) => sum + count, 0)
  return [
    ...(missing.length > counts ? [`lost: ${missing.filter((name) => !toldNames.has(name)).join()} (${missing.length} missing, ${counts} counted)`] : []),
    ...(missing.length < counts ? [`counted ${counts} as lost, and ${missing.length} are missing`] : []),
    ...told.filter(({ name }) => here.has(name)).map(({ name, code }) => `received ${name}, which a callback gave up as ${code}`),
    ...told.filter(({ name }) => !known.has(name)).map(({ name }) => `a callback gave up ${name}, which nobody tracked`),
    ...[...here].filter((name) => !known.has(name) && !name.startsWith(viewPrefix)).map((name) => `received ${name}, which nobody tracked`),
  ]
}

function judgeDrops({ counted, told }: Facts, { drops = {} }: Allowance): string[] {
  const toldOf = (reason: string): number => told.filter(({ code }) => code === reason).length
  return [
    ...Object.entries(counted).filter(([reason, count]) => count > (drops[reason] ?? 0)).map(([reason, count]) => `dropped ${count} as ${reason}`),
    ...[...new Set(told.map(({ code }) => code))]
      .filter((reason) => toldOf(reason) > (counted[reason] ?? 0))
      .map((reason) => `callbacks gave up ${toldOf(reason)} as ${reason}, and ${counted[reason] ?? 0} are counted`),
  ]
}

/** Copies may be on the wire, but only where an answer was lost; behind the receiver's de-duplication there are none. */
function judgeCopies({ received, wire }: Facts, { duplicates = 0 }: Allowance): string[] {
  const ids = received.flatMap(({ id }) => id ?? [])
  const stored = Math.max(countDuplicates(ids), countDuplicates(received.map(({ name }) => name)))
  return [
    ...(stored > 0 ? [`${stored} events received twice`] : []),
    ...(countDuplicates(wire) > duplicates ? [`${countDuplicates(wire)} copies on the wire`] : []),
  ]
}

/**
 * The order of the calls is the order by place in each lane, and the order in which events of one page life arrive
 * first. A page's own view is left out: a page that tracks at once does so before its view has a name in the ledger.
 */
function judgeOrder({ accepted, received, wire, viewPrefix }: Facts, { isLeftInHaste = false }: Allowance): string[] {
  const calls = accepted.filter(({ name }) => !name.startsWith(viewPrefix))
  const callOf = new Map(calls.map((call, place) => [call.name, { ...call, place }]))
  const byPlace = received.filter(({ lane }) => lane !== undefined).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  const byArrival = isLeftInHaste ? [] : [...new Set(wire)]
  const groups = new Map<string, number[]>()
  const put = (group: string, name: string): void => {
    const call = callOf.get(name)
    if (call) groups.set(group, [...(groups.get(group) ?? []), call.place])
  }
  for (const { lane = '', name } of byPlace) put(`lane ${lane}`, name)
  for (const name of byArrival) put(`page ${callOf.get(name)?.life ?? ''}`, name)
  return [...groups]
    .filter(([, places]) => places.some((place, n) => place < (places[n - 1] ?? 0)))
    .map(([group, places]) => `out of order in ${group}: ${places.map((place) => calls[place]?.name).join()}`)
}

function judgeTraces({ keysLeft, attempts }: Facts, allowance: Allowance): string[] {
  const most = allowance.attempts ?? Infinity
  return [
    ...(keysLeft.length > 0 ? [`still stored: ${keysLeft.join()}`] : []),
    ...(attempts > most ? [`${attempts} attempts, ${most} allowed`] : []),
  ]
}
