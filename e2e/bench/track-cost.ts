import { ready } from '../fixtures/calls'
import type { Engine } from '../fixtures/engine/tab'
import { holdAgainst, sentenceOf } from './budget'
import type { Verdict } from './budget'
import { clockStep, measureInBurst, measureInTasks } from './in-page'
import { isolated, withLab, type LabTab } from './lab'
import { subjectSource, trackCall, yardsticks } from './subjects'
import { summarise, type Summary } from './summary'
import { formatTable } from './table'

/** What a call costs in one browser, and the yardsticks beside it. */
interface Cost {
  readonly engine: Engine['name']
  readonly rate: number
  readonly clockStepUs: number
  readonly rows: readonly ({ readonly us: string; readonly burst: number } & Summary)[]
}

const track = 'sendinblue.track'
const runs = [['chromium', 1], ['chromium', 4], ['firefox', 1], ['webkit', 1]] as const
const rounds = 300
const pauseMs = 8
/** Fewer than an outbox holds, so that nothing overflows. */
const burst = 100

/** On a phone, for which Chromium at a quarter of its speed stands (DESIGN.md 7). */
const budgets = {
  median: { what: 'median of track() at a quarter of the speed', unit: 'us', atMost: 50 },
  p99: { what: '99th percentile of track() at a quarter of the speed', unit: 'us', atMost: 500 },
}

/** How long `track()` blocks the page while its events are being sent to a real collector. */
export async function measureTrackCost(): Promise<{ readonly costs: readonly Cost[]; readonly verdicts: readonly Verdict[] }> {
  const costs: Cost[] = []
  const verdicts: Verdict[] = []
  for (const [engine, rate] of runs) {
    const cost = await measureIn(engine, rate)
    costs.push(cost)
    console.log(`\ntrack() in ${engine}, CPU ${rate === 1 ? 'as it is' : `${rate} times slower`}, clock step ${cost.clockStepUs} us`)
    console.log(formatTable(cost.rows))
    console.log(comparison(cost))
    if (engine === 'chromium' && rate === 4) verdicts.push(...judge(cost))
  }
  console.log(verdicts.map(sentenceOf).join('\n'))
  return { costs, verdicts }
}

function measureIn(engine: Engine['name'], rate: number): Promise<Cost> {
  return withLab(async ({ site, collector, open }) => {
    const tab: LabTab = await open(engine)
    await tab.goto(site.page({ tag: 'ours', headers: isolated, config: { api_host: collector.url } }))
    await ready(tab)
    await tab.evaluate(subjectSource({ 'empty function': '', [track]: trackCall, ...yardsticks }))
    const clockStepUs = await tab.evaluate(clockStep)
    await tab.throttle?.(rate)
    const durations = await tab.evaluate(measureInTasks, [rounds, pauseMs] as const)
    const averages = await tab.evaluate(measureInBurst, [burst, 500] as const)
    const rows = Object.entries(durations).map(([us, values]) => ({ us, ...summarise(values), burst: averages[us] ?? NaN }))
    return { engine, rate, clockStepUs, rows }
  })
}

function judge({ rows }: Cost): readonly Verdict[] {
  const own = rows.find(({ us }) => us === track)
  return [holdAgainst(budgets.median, own?.median ?? NaN), holdAgainst(budgets.p99, own?.p99 ?? NaN)]
}

/** Ratios within the run. */
function comparison({ rows }: Cost): string {
  const [own, ...others] = [...rows].sort((a, b) => Number(b.us === track) - Number(a.us === track))
  if (!own) return ''
  const ratios = others.filter(({ median }) => median > 0).map(({ us, mean }) => `${(own.mean / mean).toFixed(2)} x ${us}`)
  return `mean of track(): ${ratios.join(', ')}`
}
