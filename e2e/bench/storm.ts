import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession } from '@playwright/test'
import { ready } from '../fixtures/calls'
import { isEmpty } from '../fixtures/hits'
import { holdAgainst, sentenceOf, type Verdict } from './budget'
import { withLab } from './lab'
import { formatTable, type Row } from './table'

const calls = 10_000
const watchedMs = 5000

/** F57 of the fault matrix: the page's own loop is one long task. */
const budgets = {
  tasks: { what: `long tasks in the worst second after ${calls} calls in a tight loop, the loop itself among them`, unit: 'tasks', atMost: 1 },
  heap: { what: 'heap that the calls leave in use while their events wait', unit: 'MB', atMost: 2 },
}

/** What a page pays for very many calls at once: long tasks until all is delivered, and memory; Chromium tells of both. */
export async function measureStorm(): Promise<{ readonly rows: readonly Row[]; readonly verdicts: readonly Verdict[] }> {
  return withLab(async ({ site, collector, open }) => {
    const tab = await open('chromium')
    const { protocol } = tab
    if (!protocol) throw new Error('chromium without its protocol')
    await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
    await ready(tab)
    await tab.waitFor(isEmpty, 'the acknowledgement of the page view')
    await tab.evaluate(watchLongTasks)
    const beforeMb = await heapMb(protocol)
    // Nothing gets through, so that as much waits as may.
    await protocol.send('Network.enable')
    await setOffline(protocol, true)
    await tab.evaluate(storm, calls)
    const whileWaitingMb = (await heapMb(protocol)) - beforeMb
    await setOffline(protocol, false)
    await tab.waitFor(isEmpty, 'the acknowledgement of all that was kept')
    await pause(watchedMs)
    const tasks = await tab.evaluate<LongTask[]>('longTasks')
    const row = {
      calls,
      'long tasks': tasks.length,
      'longest ms': Math.max(0, ...tasks.map(({ ms }) => ms)),
      'in the worst second': worstSecond(tasks),
      'MB while waiting': whileWaitingMb,
      'MB afterwards': (await heapMb(protocol)) - beforeMb,
    }
    console.log(`\na storm of calls in chromium, CPU as it is\n${formatTable([row])}`)
    const verdicts = [holdAgainst(budgets.tasks, row['in the worst second']), holdAgainst(budgets.heap, whileWaitingMb)]
    console.log(verdicts.map(sentenceOf).join('\n'))
    return { rows: [row], verdicts }
  })
}

interface LongTask {
  readonly startMs: number
  readonly ms: number
}

/** Runs in the page: in a task of the page's own, because what a driver runs is none to the observer of long tasks. */
function storm(count: number): Promise<void> {
  const { sendinblue } = window as unknown as { sendinblue: { track(name: string): void } }
  return new Promise((resolve) => {
    setTimeout(() => {
      for (let n = 0; n < count; n++) sendinblue.track(`call ${n}`)
      resolve()
    })
  })
}

/** Runs in the page: notes each task of more than 50 ms (Long Tasks, 3). */
function watchLongTasks(): void {
  const longTasks: LongTask[] = []
  Object.assign(window, { longTasks })
  const note = (list: PerformanceObserverEntryList): void =>
    void longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startMs: startTime, ms: duration })))
  new PerformanceObserver(note).observe({ type: 'longtask' })
}

/** The most of them that began within a second of one another. */
function worstSecond(tasks: readonly LongTask[]): number {
  return Math.max(0, ...tasks.map(({ startMs: first }) => tasks.filter(({ startMs }) => startMs >= first && startMs < first + 1000).length))
}

async function heapMb(protocol: CDPSession): Promise<number> {
  await protocol.send('HeapProfiler.collectGarbage')
  return (await protocol.send('Runtime.getHeapUsage')).usedSize / 2 ** 20
}

async function setOffline(protocol: CDPSession, offline: boolean): Promise<void> {
  await protocol.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
}
