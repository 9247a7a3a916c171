import { holdAgainst, sentenceOf, type Verdict } from './budget'
import { withLab } from './lab'
import { summarise } from './summary'
import { formatTable, type Row } from './table'

const foreignKeys = 10_000
const pages = 8

/** The keys have to be read once, and not twice (F40 of the fault matrix). */
const scanBudget = { what: `a look for events among ${foreignKeys} keys of the site, beside a bare pass over them`, unit: 'passes', atMost: 2 }

/** What a look for events of other pages costs where the site keeps much of its own, beside one bare pass over the same keys. */
export async function measureScanCost(): Promise<{ readonly rows: readonly Row[]; readonly verdicts: readonly Verdict[] }> {
  return withLab(async ({ site, collector, open }) => {
    const tab = await open('chromium')
    await tab.goto(site.page({ tag: 'none' }))
    await tab.evaluate(`for (let n = 0; n < ${foreignKeys}; n++) localStorage.setItem('site.' + n, String(n))`)
    const found: Scan[] = []
    for (let n = 0; n < pages; n++) {
      await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url }, head: `<script>(${watchScans.toString()})()</script>` }))
      await tab.waitFor('scans.length > 0', 'the look for other lanes')
      found.push(...(await tab.evaluate<Scan[]>('scans')))
    }
    const rows = (['bare', 'task'] as const).map((us) => ({ us, ...summarise(found.map((scan) => scan[us])) }))
    console.log(`\na look among ${foreignKeys} keys in chromium, CPU as it is\n${formatTable(rows)}`)
    // Each look has its own yardstick: the machine's load changes between pages, less within one.
    const verdict = holdAgainst(scanBudget, summarise(found.map(({ bare, task }) => task / bare)).median)
    console.log(sentenceOf(verdict))
    return { rows, verdicts: [verdict] }
  })
}

/** How long a task of the tracker's took that read the keys, and a bare pass right after it. */
interface Scan {
  readonly task: number
  readonly bare: number
}

/** Runs in the page, before the script: times each task of a timer in which the keys of the storage are read. */
function watchScans(): void {
  const { keys } = Object
  const later = window.setTimeout.bind(window)
  const scans: Scan[] = []
  let scanned = 0
  const timed = (task: () => void): void => {
    scanned = 0
    const start = performance.now()
    task()
    const end = performance.now()
    if (scanned === 0) return
    keys(localStorage).filter((key) => key.startsWith('none'))
    scans.push({ task: (end - start) * 1000, bare: (performance.now() - end) * 1000 })
  }
  const watchedKeys = (object: object): string[] => {
    if (object === localStorage) scanned++
    return keys(object)
  }
  const watchedTimeout = (task: () => void, ms?: number): number => later(() => timed(task), ms)
  Object.assign(Object, { keys: watchedKeys })
  Object.assign(window, { scans, setTimeout: watchedTimeout })
}
