import { expect } from '../fixtures/test'
import { afterPreflight, answer, firstTimes } from './fault'
import type { GateEntry } from './gate'
import { row } from './row'
import type { TimeLens } from './time-lens'

/** Timers may be early by a little, and clocks round. */
const toleranceMs = 3

const gaps = (requests: readonly GateEntry[], lens: TimeLens): number[] =>
  requests.slice(1).map(({ atMs }, n) => lens.toPageMs(atMs - (requests[n]?.atMs ?? 0) + toleranceMs))

/** Notes each pause as it is written: how long it is to be by the page's own clock. */
const watchPauses = `<script>
  var pauses = [], setItem = Storage.prototype.setItem
  Storage.prototype.setItem = function (key, value) {
    if (key === 'sajs.p') pauses.push(parseFloat(value) - Date.now())
    return setItem.call(this, key, value)
  }
</script>`

row('F12', 'answers 500 once, twice and up to six times running, and recovers each time', { isAnonymousToo: true, lens: 150, keepsPause: true }, async ({ pages, gate, lens, tab }) => {
  await pages.open(tab, { head: watchPauses })
  const long: number[] = []
  await expect.poll(() => gate.requests().length).toBe(1)
  for (let times = 1; times <= 6; times++) {
    const before = gate.requests().length
    gate.rule(afterPreflight(({ nth }) => (nth < before + times ? answer(500) : undefined)))
    await pages.track(tab)
    await expect.poll(() => gate.requests()[before + times]?.isPassed).toBe(true)
    const waits = gaps(gate.requests().slice(before), lens)
    expect(waits).toHaveLength(times)
    const pauses = await tab.evaluate<number[]>('pauses.splice(0)')
    expect(pauses).toHaveLength(times)
    for (const [n, waitMs] of waits.entries()) {
      const pauseMs = pauses[n] ?? NaN
      expect(waitMs).toBeGreaterThanOrEqual(1000 * 2 ** n)
      expect(waitMs).toBeGreaterThanOrEqual(pauseMs)
      // How late a request is says much of the machine; what the page had set itself does not.
      expect(pauseMs).toBeLessThanOrEqual(2000 * 2 ** n)
      if (n > 2) long.push(pauseMs / (1000 * 2 ** n))
    }
  }
  // Where the clock's steps are small beside the pause, its jitter is to be seen.
  expect(Math.max(...long) - Math.min(...long)).toBeGreaterThan(0.05)
})

const afterSeconds = { 'retry-after': '7' }

row('F13', 'answers 429 with Retry-After: 7, and no tab sends for so long', { keepsPause: true }, async ({ pages, gate, lens, tab, openTab }) => {
  const other = await openTab()
  await pages.open(tab)
  await pages.open(other)
  await expect.poll(() => gate.requests().filter(({ isPassed }) => isPassed).length).toBe(2)
  gate.rule(afterPreflight(({ nth }) => (nth < 3 ? answer(429, afterSeconds) : undefined)))
  await pages.track(tab)
  await other.waitFor('localStorage.getItem("sajs.p")', 'the pause in the other tab')
  await pages.track(other)
  await expect.poll(() => gate.requests().length).toBe(5)
  const [, , refused, ...later] = gate.requests()
  expect(gaps([refused, later[0]] as GateEntry[], lens)[0]).toBeGreaterThanOrEqual(7000)
})

const dayMs = 24 * 60 * 60_000

for (const [clock, skewMs, leastMs, factor] of [
  ['a clock that is right', 0, 29_000, 30],
  // What the date says lies in the past then, so it says nothing, and 429 stands alone.
  ['a clock that is a day ahead', dayMs, 60_000, 60],
  ['a clock that is a day behind', -dayMs, 60 * 60_000, 2400],
] as const) {
  row('F14', `answers 429 with Retry-After as a date, to ${clock}`, { lens: factor, keepsPause: true }, async ({ pages, gate, lens, tab }) => {
    await pages.open(tab, { skewMs })
    await expect.poll(() => gate.requests().length).toBe(1)
    const date = (): string => new Date(lens.now() + 30_000).toUTCString()
    gate.rule(afterPreflight(({ nth }) => (nth < 2 ? answer(429, { 'retry-after': date() }) : undefined)))
    await pages.track(tab)
    await expect.poll(() => gate.requests().length).toBe(3)
    const [, waitMs = 0] = gaps(gate.requests(), lens)
    expect(waitMs).toBeGreaterThanOrEqual(leastMs)
    // An hour is the most, and jitter may come on top twice; the rest is the machine's.
    expect(waitMs).toBeLessThanOrEqual(60 * 60_000 * 1.25 ** 2 + lens.toPageMs(2000))
  })
}

row('F15', 'answers 429 with a Retry-After that is not exposed', { lens: 60, keepsPause: true }, async ({ pages, gate, lens, tab }) => {
  await pages.open(tab)
  await expect.poll(() => gate.requests().length).toBe(1)
  gate.rule(afterPreflight(({ nth }) => (nth < 2 ? answer(429, { ...afterSeconds, 'access-control-expose-headers': '' }) : undefined)))
  await pages.track(tab)
  await expect.poll(() => gate.requests().length).toBe(3)
  expect(gaps(gate.requests(), lens)[1]).toBeGreaterThanOrEqual(60_000)
})

for (const place of [20, 49]) {
  row(
    'F17',
    `refuses one event of fifty, the one in place ${place}`,
    // One request is the page view's, at most eight find the event, one more brings what stood behind it, and one tells of the loss.
    { drops: { invalid_parameter: 1 }, isEachLossReported: true, attempts: { collector: 11, direct: 51 } },
    async ({ pages, gate, ledger, tab }) => {
      await pages.open(tab)
      await expect.poll(() => gate.requests()[0]?.isPassed).toBe(true)
      gate.rule(afterPreflight(({ body }) => (body.includes(`"F17-${place}"`) ? answer(400) : undefined)))
      const names = await pages.track(tab, { count: 50 })
      await expect.poll(() => ledger.told(), { timeout: 15_000 }).toEqual([{ name: `F17-${place}`, code: 'invalid_parameter' }])
      const others = names.filter((name) => name !== `F17-${place}`)
      const passed = (): string => gate.requests().filter(({ isPassed }) => isPassed).map(({ body }) => body).join()
      await expect.poll(() => others.every((name) => passed().includes(`"${name}"`)), { timeout: 15_000 }).toBe(true)
    },
  )
}

row(
  'F18',
  'refuses every body over 4000 bytes as too large',
  { drops: { too_large: 1 }, isEachLossReported: true, attempts: { collector: 24, direct: 32 } },
  async ({ pages, gate, ledger, tab }) => {
    await pages.open(tab)
    await expect.poll(() => gate.requests()[0]?.isPassed).toBe(true)
    gate.rule(afterPreflight(({ body }) => (body.length > 4000 ? answer(413) : undefined)))
    await pages.track(tab, { count: 20, properties: { text: 'x'.repeat(400) } })
    const [large] = await pages.track(tab, { properties: { text: 'x'.repeat(6000) } })
    const [last] = await pages.track(tab)
    await expect.poll(() => ledger.told()).toEqual([{ name: large, code: 'too_large' }])
    await expect.poll(() => gate.requests().some(({ isPassed, body }) => isPassed && body.includes(`"${last ?? ''}"`))).toBe(true)
  },
)

const tenMinutesMs = 10 * 60_000

row('F19', 'answers 401 and 403 for a day, and is mended', { lens: 20_000, attempts: 145 }, async ({ pages, gate, lens, tab }) => {
  gate.rule(afterPreflight(({ nth }) => answer(nth % 2 ? 403 : 401)))
  const startMs = lens.now()
  await pages.open(tab)
  await pages.track(tab, { count: 3 })
  await expect.poll(() => lens.now() - startMs, { intervals: [50], timeout: 8000 }).toBeGreaterThan(dayMs)
  const waits = gaps(gate.requests(), lens)
  expect(waits.length).toBeGreaterThan(10)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(tenMinutesMs)
})

row('F20', 'answers 404 and 405, and is mended', { lens: 1200, keepsPause: true, attempts: { collector: 3, direct: 5 } }, async ({ pages, gate, lens, tab }) => {
  gate.rule(afterPreflight(({ nth }) => [answer(404), answer(405)][nth]))
  await pages.open(tab)
  await tab.waitFor('localStorage.getItem("sajs.p")', 'the pause')
  // The pause is the visitor's, not the page's.
  await pages.open(tab)
  await pages.track(tab)
  await expect.poll(() => gate.requests()[2]?.isPassed).toBe(true)
  expect(Math.min(...gaps(gate.requests().slice(0, 3), lens))).toBeGreaterThanOrEqual(tenMinutesMs)
})

row('F20', 'redirects to another address, and is mended', { lens: 1200, keepsPause: true, attempts: { collector: 3, direct: 5 } }, async ({ pages, gate, lens, tab }) => {
  gate.rule(afterPreflight(({ nth }) => [301, 308].map((status) => answer(status, { location: '/elsewhere' }))[nth]))
  await pages.open(tab)
  await pages.track(tab)
  await expect.poll(() => gate.requests()[2]?.isPassed).toBe(true)
  expect(Math.min(...gaps(gate.requests().slice(0, 3), lens))).toBeGreaterThanOrEqual(tenMinutesMs)
  expect(gate.attempts().map(({ path }) => path)).not.toContain('/elsewhere')
})

for (const [what, fault] of [
  ['511 of a network that wants a log-in', answer(511, { 'content-type': 'text/html' }, '<h1>Log in</h1>')],
  ['200 of a log-in page', answer(200, { 'content-type': 'text/html' }, '<h1>Log in</h1>')],
  ['204 of whoever', answer(204)],
] as const) {
  const isError = what.startsWith('511')
  row(
    'F24',
    `is answered by the ${what}`,
    isError ? {} : { skip: { direct: "the vendor's answers carry no mark that a stranger's 200 would lack" } },
    async ({ pages, gate, tab }) => {
      gate.rule(afterPreflight(firstTimes(3, fault)))
      await pages.open(tab)
      await pages.track(tab, { count: 2 })
      await expect.poll(() => gate.requests()[3]?.isPassed).toBe(true)
    },
  )
}
