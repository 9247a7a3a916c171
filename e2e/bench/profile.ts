import { ready } from '../fixtures/calls'
import type { Engine } from '../fixtures/engine/tab'
import { measureInBurst, measureInTasks } from './in-page'
import { isolated, withLab } from './lab'
import { sampleCalls, type Sampled } from './sampling'
import { subjectSource, trackCall, type Subjects } from './subjects'
import { summarise } from './summary'
import { formatTable, type Row } from './table'

const replacer = `function (key, given) {
  const raw = this[key]
  if (raw?.nodeType) return undefined
  if (typeof raw === 'bigint') return String(raw)
  const toJSON = raw?.toJSON
  return toJSON === {}?.toJSON || toJSON === []?.toJSON ? raw : given
}`

/** What a call is made of, each beside other ways to the same. */
const pieces: Subjects = {
  'empty function': '',
  'sendinblue.track': trackCall,
  'stringify with a replacer': `return JSON.stringify(hit, ${replacer})`,
  'stringify without': 'return JSON.stringify(hit)',
  'JSON.parse': 'return JSON.parse(text)',
  'structuredClone': 'return structuredClone(hit)',
  'bytes, new TextEncoder': 'return new TextEncoder().encode(text).length',
  'bytes, one TextEncoder': 'return encoder.encode(text).length',
  'UUID of getRandomValues': `const bytes = crypto.getRandomValues(new Uint8Array(36))
    return 'xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx'.replace(/x/g, (_x, n) => (bytes[n] & 15).toString(16))`,
  'getRandomValues alone': 'return crypto.getRandomValues(new Uint8Array(36))',
  'crypto.randomUUID': 'return crypto.randomUUID()',
  'setItem, a new key': 'localStorage.setItem("bench." + count++, text)',
  'setItem, the same key': 'localStorage.setItem("bench", text)',
  'setItem, 50 bytes': 'localStorage.setItem("bench.s" + count++ % 50, text.slice(0, 50))',
  'getItem of nothing': 'return localStorage.getItem("bench.none")',
  'document.cookie': 'return document.cookie',
  'URL, title and referrer': 'return [location.href, document.title, document.referrer]',
  'URL': 'return location.href',
  'timer renewed': 'clearTimeout(window.benchTimer); window.benchTimer = setTimeout(() => {}, 0)',
}

const runs = [['chromium', 1], ['chromium', 4], ['firefox', 1], ['webkit', 1]] as const
const rounds = 200
const sampledCalls = 1000

/**
 * Where the time of a call goes. Chromium's throttling stops the main thread for most of every 200 us, so the
 * median of what is shorter stays what it is at full speed and only the mean shows the throttling.
 */
export async function profileTrack(): Promise<object> {
  const sampled = await sampleTrack()
  const results: Record<string, object> = { sampled }
  for (const [engine, rate] of runs) {
    const rows = await measurePieces(engine, rate)
    console.log(`\npieces of track() in ${engine}, CPU ${rate === 1 ? 'as it is' : `${rate} times slower`}\n${formatTable(rows)}`)
    results[`${engine} ${rate}x`] = rows
  }
  return results
}

function measurePieces(engine: Engine['name'], rate: number): Promise<readonly Row[]> {
  return withLab(async ({ site, collector, open }) => {
    const tab = await open(engine)
    await tab.goto(site.page({ tag: 'ours', headers: isolated, config: { api_host: collector.url } }))
    await ready(tab)
    await tab.throttle?.(rate)
    await tab.evaluate(subjectSource(pieces))
    const durations = await tab.evaluate(measureInTasks, [rounds, 3] as const)
    const averages = await tab.evaluate(measureInBurst, [100, 300] as const)
    return Object.entries(durations).map(([us, values]) => ({ us, ...summarise(values), burst: averages[us] ?? NaN }))
  })
}

/** The built script's own calls, sampled: by module and what it asks of the browser. */
async function sampleTrack(): Promise<readonly Sampled[]> {
  return withLab(async ({ site, collector, open }) => {
    const tab = await open('chromium')
    await tab.goto(site.page({ tag: 'ours', headers: isolated, config: { api_host: collector.url } }))
    await ready(tab)
    await tab.evaluate(subjectSource({ 'sendinblue.track': `(function measured() { ${trackCall} })()` }))
    if (!tab.protocol) return []
    const sampled = await sampleCalls(tab.protocol, sampledCalls, () => tab.evaluate(measureInTasks, [sampledCalls, 6] as const))
    console.log('\ntrack() sampled in chromium, CPU as it is: us per call, by module and the browser function within')
    console.log(formatTable(sampled.filter(({ share }) => share > 0.005).map((row) => ({ ...row, share: `${(row.share * 100).toFixed(1)} %` }))))
    return sampled
  })
}
