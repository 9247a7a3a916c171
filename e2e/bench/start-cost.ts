import { readFile } from 'node:fs/promises'
import { chromium, type Browser, type Page } from '@playwright/test'
import { chromiumOptions, withLab } from './lab'
import { summarise } from './summary'
import { formatTable, type Row } from './table'

const loads = 30

/** How long it blocks the page to evaluate and start `sa.js`, above a script with nothing in it; Chromium, by its own trace. */
export async function measureStartCost(): Promise<readonly Row[]> {
  return withLab(async ({ site, collector }) => {
    const browser = await chromium.launch(chromiumOptions)
    try {
      const url = site.page({ tag: 'ours', config: { api_host: collector.url } })
      const scripts = { 'an empty script': '', 'sa.js': await readFile(new URL('../../dist/sa.js', import.meta.url), 'utf8') }
      const durations: Record<string, number[]> = {}
      // By turns, so that whatever else the machine does meets all of them alike.
      for (let n = 0; n < loads; n++) {
        for (const [script, source] of Object.entries(scripts)) {
          for (const [visit, ms] of Object.entries(await evaluateIn(browser, url, source))) (durations[`${script}, ${visit}`] ??= []).push(ms)
        }
      }
      const rows = Object.entries(durations).map(([ms, values]) => ({ ms, ...summarise(values) }))
      console.log(`\nevaluate and start, chromium, CPU as it is\n${formatTable(rows)}`)
      for (const visit of ['first visit', 'next page']) {
        const [empty, own] = Object.keys(scripts).map((script) => rows.find(({ ms }) => ms === `${script}, ${visit}`)?.median ?? NaN)
        console.log(`${visit}: ${((own ?? NaN) - (empty ?? NaN)).toFixed(2)} ms above an empty script (budget: 1 ms)`)
      }
      return rows
    } finally {
      await browser.close()
    }
  })
}

/** Two loads of a new visitor, the second with cookie and storage in place; milliseconds of the trace event that covers compiling and running. */
async function evaluateIn(browser: Browser, url: string, source: string): Promise<Record<string, number>> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.route('**/sa.js*', (route) => route.fulfill({ body: source, contentType: 'text/javascript' }))
  const times = { 'first visit': await traceLoad(browser, page, url), 'next page': await traceLoad(browser, page, url) }
  await context.close()
  return times
}

interface TraceEvent {
  readonly name: string
  readonly dur?: number
  readonly args?: { readonly data?: { readonly url?: string } }
}

async function traceLoad(browser: Browser, page: Page, url: string): Promise<number> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8'] })
  await page.goto(url)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const found = traceEvents.find(({ name, args }) => name === 'EvaluateScript' && args?.data?.url?.includes('/sa.js'))
  if (found?.dur === undefined) throw new Error('the trace does not show the script')
  return found.dur / 1000
}
