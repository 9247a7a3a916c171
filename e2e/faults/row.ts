import type { TestInfo } from '@playwright/test'
import type { Collector } from '../fixtures/collector'
import { expect, test } from '../fixtures/test'
import { vendorHost, type Vendor } from '../fixtures/vendor'
import { startGate } from './gate'
import { heal, type Ending } from './heal'
import { createLedger } from './ledger'
import { configOf, forMode, skipReason, type Mode, type PerMode, type Skips } from './mode'
import { createRowPages, type RowPageOptions } from './pages'
import type { RowFixtures, RowParts } from './parts'
import type { Upstream } from './passage'
import { leaveFacts, type RowFacts } from './report'
import { createTimeLens } from './time-lens'
import { countDuplicates, countUntold, judge, type Allowance, type Facts } from './verdict'

/** What a row may cost, how it ends, how fast time runs in its pages, and where they are. */
export interface RowOptions extends Omit<Allowance, 'attempts' | 'duplicates' | 'untoldViews'>, Ending, Pick<RowPageOptions, 'origin'> {
  /** Most attempts that the receiver is troubled with before it is healed. */
  readonly attempts?: PerMode
  /** Most copies of events on the wire beyond the first; none by default. */
  readonly duplicates?: PerMode
  /** Most page views given up without a word, as may be where nobody but callbacks counts. */
  readonly untoldViews?: PerMode
  /** How many times faster time runs; 10 by default. */
  readonly lens?: number
  readonly skip?: Skips
  /** The row is run once more without a collector, by a visitor whose e-mail nobody knows: then all goes to `/p`. */
  readonly isAnonymousToo?: boolean
}

type Config = Readonly<Record<string, unknown>>

/** A row of the fault matrix, whose body may need more than every row gets. */
export interface Row<More = object> {
  readonly id: string
  readonly title: string
  readonly options: RowOptions
  /** What its pages have in `window.sib`, if not what the mode asks for. */
  readonly config?: Config
  body(parts: RowParts & More): Promise<void>
}

/**
 * Declares a row of the fault matrix: one test for each mode. The body makes the trouble; then everything is healed, and
 * the row passes where each accepted event was received once or its loss, if the row allows one, was counted.
 */
export function row(id: string, title: string, options: RowOptions, body: Row['body']): void {
  const declared: Row = { id, title, options, body }
  test(`${id} collector: ${title}`, async ({ engine, certificate, network, site, findings, collector, visitor, openTab, tab }, testInfo) => {
    const fixtures = { engine, certificate, network, site, findings, collector, visitor, openTab, tab }
    await run(declared, fixtures, upstreamOf(collector), testInfo)
  })
  const direct = (what: string, config?: Config): void =>
    test(`${id} direct: ${what}`, async ({ engine, certificate, network, site, findings, vendor, visitor, openTab, tab }, testInfo) => {
      const fixtures = { engine, certificate, network, site, findings, collector: undefined, visitor, openTab, tab }
      await run({ ...declared, ...(config && { config }) }, fixtures, upstreamOf(vendor), testInfo)
    })
  direct(title)
  if (options.isAnonymousToo === true) direct(`${title}, to a visitor without an e-mail`, {})
}

/** What stands behind the gate. */
export const upstreamOf = (receiver: Collector | Vendor): Upstream =>
  'port' in receiver ? { port: receiver.port, isTls: true } : { port: Number(new URL(receiver.url).port), isTls: false }

/** Runs a row against a receiver, judges what it came to, and leaves word of that for the report. */
export async function run<More>(
  { id, options, config, body }: Row<More>,
  fixtures: RowFixtures & More,
  upstream: Upstream,
  testInfo: TestInfo,
): Promise<void> {
  const mode: Mode = fixtures.collector ? 'collector' : 'direct'
  const engine = fixtures.engine.name
  const reason = skipReason(options.skip ?? {}, mode, engine)
  test.skip(reason !== undefined, reason)

  // What is missing in the end is waited for, and the verdict has to come after that.
  testInfo.setTimeout(60_000)
  const gate = await startGate(upstream, upstream.isTls ? fixtures.certificate : undefined)
  const undo = upstream.isTls ? fixtures.network.route(`${vendorHost}:443`, gate.port) : () => undefined
  let facts: RowFacts = {}
  try {
    const parts = createParts({ id, options, config: config ?? configOf(mode, gate.port) }, mode, fixtures, gate)
    await body({ ...fixtures, ...parts })
    const allowance = allowanceOf(options, mode)
    const found = await heal(parts, options, allowance)
    const problems = judge(found, allowance)
    facts = { ...countsOf(found), requests: gate.requests().length, ...(problems.length > 0 && { reason: problems.join('; ') }) }
    expect(problems, 'what the row must not come to').toEqual([])
  } catch (error) {
    facts = { reason: String(error), ...facts }
    throw error
  } finally {
    leaveFacts(testInfo, { ...facts, findings: await fixtures.findings.problems() })
    undo()
    await gate.stop()
  }
}

function createParts({ id, options, config }: Pick<Row, 'id' | 'options'> & { readonly config: Config }, mode: Mode, fixtures: RowFixtures, gate: RowParts['gate']): RowParts {
  const lens = createTimeLens(options.lens ?? 10)
  const ledger = createLedger(id, fixtures.site)
  const pages = createRowPages({ site: fixtures.site, ledger, lens, config, origin: options.origin })
  return { ...fixtures, mode, lens, ledger, gate, pages }
}

function allowanceOf({ drops, untoldViews, attempts, duplicates, isLeftInHaste }: RowOptions, mode: Mode): Allowance {
  return {
    drops: drops ?? {},
    untoldViews: forMode(untoldViews, mode) ?? 0,
    attempts: forMode(attempts, mode) ?? Infinity,
    duplicates: forMode(duplicates, mode) ?? 0,
    isLeftInHaste: isLeftInHaste ?? false,
  }
}

function countsOf(facts: Facts): RowFacts {
  const { accepted, received, counted, wire, attempts } = facts
  const untold = countUntold(facts)
  return {
    ...{ accepted: accepted.length, received: received.length, dropped: counted, duplicatesOnTheWire: countDuplicates(wire), attempts },
    ...(Object.keys(untold).length > 0 && { untold }),
  }
}
