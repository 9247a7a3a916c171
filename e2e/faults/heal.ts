import type { Tab } from '../fixtures/engine/tab'
import { poll } from '../fixtures/poll'
import { namesIn, receiptsOf } from './receipts'
import type { RowParts } from './parts'
import { isSettled, type Allowance, type Facts } from './verdict'

/** Where pages share their pause. */
const pausePlace = 'sajs.p'

/** Where pages without a collector note for a day that `api/v2` had no answer: that stays. */
const detourPlace = 'sajs.v'

/** How a row ends. */
export interface Ending {
  /** The pages are left instead of asked for one more event each: because they have given up, as they may. */
  readonly leavesPages?: boolean
  /** The pause that pages share has to run out by itself; without this it is cut short, for a row has seconds, not minutes. */
  readonly keepsPause?: boolean
  /** No page dies with counts that it has not stored: a collector has to hear of each loss itself, whatever callbacks were told. */
  readonly isEachLossReported?: boolean
}

/**
 * Lets everything through, opens one more page of the site, and waits until nothing is on its way any more, or
 * until it has waited long enough. Resolves to what then is the case.
 */
export async function heal(parts: RowParts, ending: Ending, allowance: Allowance): Promise<Facts> {
  const attempts = parts.gate.attempts().length
  await parts.gate.heal()
  const tab = ending.leavesPages === true ? await leavePages(parts) : await parts.openTab()
  await tab.goto(parts.pages.blank())
  if (ending.keepsPause !== true) await tab.evaluate(`localStorage.removeItem('${pausePlace}')`)
  for (const other of parts.visitor.tabs()) if (other !== tab) await parts.pages.track(other)
  await parts.pages.open(tab)
  const read = (): Promise<Facts> => readFacts(parts, ending, tab, attempts)
  const accept = (facts: Facts): boolean => isSettled(facts, allowance)
  // In direct mode every event has a request of its own, and a preflight before it.
  const deadlineMs = 12_000 + (parts.mode === 'direct' ? 100 * parts.ledger.accepted().length : 0)
  // What is missing is explained better by the verdict than by a deadline.
  return poll(read, accept, { description: 'the end of all deliveries', deadlineMs }).catch(read)
}

/** The first tab stays, because some browsers end with their last one. */
async function leavePages({ visitor, pages }: RowParts): Promise<Tab> {
  const [first, ...others] = visitor.tabs()
  if (first === undefined) throw new Error('a row without a tab')
  for (const other of others) await other.close()
  await first.goto(pages.blank())
  return first
}

async function readFacts({ ledger, gate, collector, mode }: RowParts, ending: Ending, tab: Tab, attempts: number): Promise<Facts> {
  const wire = gate.requests().filter(({ isPassed }) => isPassed).flatMap(({ body }) => namesIn(body))
  const told = ledger.told()
  const reported = (await collector?.stats())?.dropped
  const ours = await tab.evaluate<string[]>("Object.keys(localStorage).filter(key => key.startsWith('sajs.'))")
  const keysLeft = ours.filter((key) => (key !== pausePlace || ending.keepsPause === true) && (key !== detourPlace || mode === 'collector'))
  return {
    accepted: ledger.accepted(),
    risked: ledger.risked(),
    // The vendor's stand-in de-duplicates nothing: what arrives is what the wire carries, and copies are judged there.
    received: collector ? receiptsOf(await collector.hits()) : [...new Set(wire)].map((name) => ({ name })),
    wire,
    told,
    counted: reported && ending.isEachLossReported === true ? reported : countLost(told, reported ?? {}),
    attempts,
    keysLeft,
    viewPrefix: ledger.viewPrefix,
  }
}

/** A page that ends before its next request tells its callbacks of a loss, but no collector. */
function countLost(told: Facts['told'], counted: Facts['counted']): Facts['counted'] {
  const reasons = new Set([...Object.keys(counted), ...told.map(({ code }) => code)])
  const toldOf = (reason: string): number => told.filter(({ code }) => code === reason).length
  return Object.fromEntries([...reasons].map((reason) => [reason, Math.max(counted[reason] ?? 0, toldOf(reason))]))
}
