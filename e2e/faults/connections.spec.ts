import { expect } from '../fixtures/test'
import { afterPreflight, firstTimes, type Fault } from './fault'
import { row } from './row'

const passedBodies = (requests: readonly { isPassed: boolean; body: string }[]): string =>
  requests.filter(({ isPassed }) => isPassed).map(({ body }) => body).join()

row('F21', 'gets the events, but its answer is lost', { keepsPause: true, duplicates: 3 }, async ({ pages, gate, tab, mode }) => {
  gate.rule(afterPreflight(firstTimes(1, { type: 'readThenReset' })))
  await pages.open(tab)
  await pages.track(tab, { count: 3 })
  await expect.poll(() => gate.requests().filter(({ isPassed }) => isPassed).length).toBeGreaterThan(mode === 'collector' ? 1 : 3)
})

for (const [what, fault, duplicates] of [
  ['breaks the connection before it has read', { type: 'reset' }, 0],
  ['breaks the connection in the middle of its answer', { type: 'truncate' }, 6],
  ['answers something that is no HTTP', { type: 'garbage' }, 0],
] as const satisfies readonly (readonly [string, Fault, number])[]) {
  row('F22', what, { duplicates }, async ({ pages, gate, tab }) => {
    await pages.open(tab)
    await expect.poll(() => gate.requests()[0]?.isPassed).toBe(true)
    gate.rule(afterPreflight(({ nth }) => (nth < 3 ? fault : undefined)))
    const names = await pages.track(tab, { count: 3 })
    await expect.poll(() => names.every((name) => passedBodies(gate.requests().slice(3)).includes(`"${name}"`)) || duplicates > 0).toBe(true)
    await expect.poll(() => names.every((name) => passedBodies(gate.requests()).includes(`"${name}"`))).toBe(true)
  })
}

const timeoutMs = 15_000

/** Notes how many requests were on their way at once, and after how long which of them were broken off. */
const watchFlights = `<script>
  var flights = { count: 0, now: 0, most: 0, brokenOff: [] }, original = window.fetch
  window.fetch = function (url, init) {
    var place = flights.count++, start = Date.now(), isOver = false
    flights.most = Math.max(flights.most, ++flights.now)
    init.signal.addEventListener('abort', function () { if (!isOver) flights.brokenOff.push([place, Date.now() - start]) })
    var over = function () { isOver = true, flights.now-- }
    var answer = original.call(window, url, init)
    answer.then(over, over)
    return answer
  }
</script>`

row('F23', 'never answers: it is broken off after 15 s, and only then comes the next attempt', {}, async ({ pages, gate, lens, tab }) => {
  await pages.open(tab, { head: watchFlights })
  await expect.poll(() => gate.requests()[0]?.isPassed).toBe(true)
  gate.rule(afterPreflight(({ nth }) => (nth === 1 ? { type: 'hang' } : undefined)))
  const [first] = await pages.track(tab)
  await expect.poll(() => gate.requests().length).toBe(2)
  await pages.track(tab, { count: 2 })
  await expect.poll(() => gate.requests()[2]?.isPassed).toBe(true)
  const [, hung, next] = gate.requests()
  expect(next?.body).toContain(`"${first ?? ''}"`)
  // Requests are timed where they arrive: on a busy machine the first may have come up to 300 ms of real time late.
  expect(lens.toPageMs((next?.atMs ?? 0) - (hung?.atMs ?? 0) + 300)).toBeGreaterThanOrEqual(timeoutMs)
  const { most, brokenOff } = await tab.evaluate<{ most: number; brokenOff: [place: number, ms: number][] }>('flights')
  expect(most).toBe(1)
  expect(brokenOff.map(([place]) => place)).toEqual([1])
  // Timers and the clock may disagree by a little, which the lens makes more.
  expect(brokenOff[0]?.[1]).toBeGreaterThanOrEqual(timeoutMs - lens.toPageMs(3))
})

row('F23', 'never answers two bodies that together fill most of the keepalive budget', {}, async ({ pages, gate, tab }) => {
  await pages.open(tab)
  await expect.poll(() => gate.requests()[0]?.isPassed).toBe(true)
  gate.rule(afterPreflight(({ nth }) => (nth === 1 || nth === 2 ? { type: 'hang' } : undefined)))
  const [name] = await pages.track(tab, { properties: { text: 'x'.repeat(29_000) } })
  await expect.poll(() => gate.requests()[3]?.isPassed, { timeout: 12_000 }).toBe(true)
  expect(gate.requests()[3]?.body).toContain(`"${name ?? ''}"`)
})
