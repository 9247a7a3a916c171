import { setTimeout as pause } from 'node:timers/promises'
import { ready } from '../fixtures/calls'
import type { Engine, Tab, Visitor } from '../fixtures/engine/tab'
import { poll } from '../fixtures/poll'
import { startGate, type Gate } from './gate'
import { withLab, type Lab } from './lab'
import { formatTable, type Row } from './table'

/** What a scene is played with. */
interface Stage {
  readonly visitor: Visitor
  readonly gate: Gate
  /** URL of a page that sends to the gate. */
  page(title: string): string
}

interface Scene {
  readonly name: string
  readonly calls: number
  play(stage: Stage): Promise<void>
}

const outageMs = 60_000
/** Time after the end of a scene: a pause that an outage of a minute leaves behind may be as long as 80 s. */
const patienceMs = 150_000

/** The scenes of DESIGN.md 7. */
const scenes: readonly Scene[] = [
  {
    name: '300 calls in one task',
    calls: 300,
    async play({ visitor, page }) {
      const tab = await visitor.openTab()
      await arrive(tab, page('Burst'))
      await track(tab, 0, 300)
    },
  },
  {
    name: '20 calls, then navigation',
    calls: 20,
    async play({ visitor, page }) {
      const tab = await visitor.openTab()
      await arrive(tab, page('First'))
      await track(tab, 0, 20, page('Next'))
    },
  },
  {
    name: '10 calls into 503, a reload, three tabs',
    calls: 10,
    async play({ visitor, gate, page }) {
      const tab = await visitor.openTab()
      await arrive(tab, page('Outage'))
      gate.close()
      await track(tab, 0, 5)
      await pause(outageMs / 2)
      await tab.reload()
      await ready(tab)
      await track(tab, 5, 10)
      await pause(outageMs / 2)
      gate.open()
      const others = [await visitor.openTab(), await visitor.openTab(), await visitor.openTab()]
      await Promise.all(others.map((other, n) => arrive(other, page(`Tab ${n}`))))
    },
  },
  {
    name: '10 calls into 503, the page stays',
    calls: 10,
    async play({ visitor, gate, page }) {
      const tab = await visitor.openTab()
      await arrive(tab, page('Outage'))
      gate.close()
      for (let n = 0; n < 10; n++) {
        await track(tab, n, n + 1)
        await pause(outageMs / 10)
      }
      gate.open()
    },
  },
]

/** Counts what arrives of what was called, and how often twice. Only the outages take their time; nothing here is timed. */
export async function countScenes(engine: Engine['name'] = 'chromium'): Promise<readonly Row[]> {
  // Each has servers and a browser of its own, so they can be played at once.
  const rows = await Promise.all(scenes.map((scene) => withLab((lab) => count(scene, lab, engine))))
  console.log(`\nscenes in ${engine}\n${formatTable(rows)}`)
  return rows
}

async function count({ name, calls, play }: Scene, { site, collector, visit }: Lab, engine: Engine['name']): Promise<Row> {
  const gate = await startGate(collector.url)
  const page = (title: string): string => site.page({ tag: 'ours', title, config: { api_host: gate.url } })
  const visitor = await visit(engine)
  try {
    await play({ visitor, gate, page })
    const read = async (): Promise<string[]> => (await collector.hits()).flatMap(({ name }) => (name?.startsWith('call ') ? [name] : []))
    const distinct = (names: readonly string[]): number => new Set(names).size
    // What never arrives is the result, no failure.
    const wait = { description: name, deadlineMs: patienceMs }
    await poll(read, (names) => distinct(names) >= calls, wait).catch(() => undefined)
    await poll(() => storedIn(visitor.tabs()), (stored) => stored === 0, { description: 'acknowledgements', deadlineMs: 10_000 }).catch(() => undefined)
    const names = await read()
    const { duplicates, dropped } = await collector.stats()
    return {
      scene: name,
      calls,
      delivered: distinct(names),
      'stored twice': names.length - distinct(names),
      'sent twice': duplicates,
      dropped: Object.entries(dropped).map((entry) => entry.join(' ')).join(', ') || '-',
      'left in storage': await storedIn(visitor.tabs()),
      'page errors': site.pageErrors().length,
      'refused with 503': gate.refused(),
    }
  } finally {
    await visitor.leave()
    await gate.stop()
  }
}

async function arrive(tab: Tab, url: string): Promise<void> {
  await tab.goto(url)
  await ready(tab)
}

/** Calls numbered from `first` up to, not including, `end`, in one task; then the page may go elsewhere in that task. */
async function track(tab: Tab, first: number, end: number, next?: string): Promise<void> {
  await tab.evaluate(
    ([from, to, url]: readonly [number, number, string | undefined]) => {
      const { sendinblue } = window as unknown as { sendinblue: { track(name: string): void } }
      for (let n = from; n < to; n++) sendinblue.track(`call ${n}`)
      if (url !== undefined) location.href = url
    },
    [first, end, next] as const,
  )
}

async function storedIn([tab]: readonly Tab[]): Promise<number> {
  return tab ? tab.evaluate<number>('Object.keys(localStorage).filter((key) => key.startsWith("sajs.e.")).length') : 0
}
