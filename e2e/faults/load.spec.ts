import { expect, test } from '../fixtures/test'
import { vendorHost } from '../fixtures/vendor'
import { afterPreflight, answer } from './fault'
import { startGoAway, startKeepAlive, type KeptConnections } from './kept-connections'
import type { RowParts } from './parts'
import { startRelay, type Weather } from './relay'
import { row } from './row'

/** Runs while pages of the row reach the gate by way of this port; what is needed of them has to arrive in that time. */
async function byWayOf(port: number, { mode, network, gate }: RowParts, run: (config: Record<string, unknown>) => Promise<void>): Promise<void> {
  if (mode === 'collector') return run({ api_host: `http://127.0.0.1:${port}` })
  network.route(`${vendorHost}:443`, port)
  await run({})
  network.route(`${vendorHost}:443`, gate.port)
}

/** Waits until the gate has let all of these through. */
async function passAll({ gate }: RowParts, names: readonly string[]): Promise<void> {
  const passed = (): string => gate.requests().filter(({ isPassed }) => isPassed).map(({ body }) => body).join()
  await expect.poll(() => names.filter((name) => !passed().includes(`"${name}"`)), { timeout: 20_000 }).toEqual([])
}

row('F51', 'the page’s own long polls take up all connections', { lens: 3 }, async (parts) => {
  const { pages, mode, gate, tab } = parts
  const polls = (): number => gate.requests().filter(({ path }) => path.startsWith('/poll')).length
  gate.rule(({ path }) => (path.startsWith('/poll') ? { type: 'late', beforeReplyMs: 1500 } : undefined))
  await pages.open(tab)
  await expect.poll(() => gate.requests().length).toBe(1)
  const origin = mode === 'collector' ? `http://127.0.0.1:${gate.port}` : `https://${vendorHost}`
  await tab.evaluate((url: string) => {
    for (let n = 0; n < 6; n++) void fetch(`${url}/poll?${n}`, { mode: 'no-cors' }).catch(() => undefined)
  }, origin)
  await expect.poll(polls).toBe(6)
  await passAll(parts, await pages.track(tab, { count: 3 }))
})

// libsoup/soup-connection-manager.c: a request whose method is not idempotent needs a new connection, HTTP/2 or not.
const webkitSkip = 'the network library of WebKitGTK gives every POST a connection of its own, so that none is used again'

row('F51', 'ends connections that are kept, just as they are used again', { lens: 3, leavesPages: true, skip: { webkit: webkitSkip } }, async (parts) => {
  const { pages, mode, gate, certificate, tab } = parts
  // Browsers speak HTTP/2 under TLS only, so the collector's way has the like of it in HTTP/1.1.
  const start = (): Promise<KeptConnections> => (mode === 'collector' ? startKeepAlive(gate.port, 2) : startGoAway(gate.port, 2, certificate))
  const kept = await start()
  await byWayOf(kept.port, parts, async (config) => {
    await pages.open(tab, { config })
    for (let n = 0; n < 4; n++) await passAll(parts, await pages.track(tab))
    await tab.waitFor("Object.keys(localStorage).join().indexOf('sajs.e.') < 0", 'the last answer')
  })
  expect(kept.ended()).toBe(2)
  await kept.stop()
})

/** The lens makes each of these ten times shorter, as it does the tracker's own times. */
const lens = 10

const weathers: readonly (readonly [what: string, weather: Weather])[] = [
  ['is slow, uneven and loses 5 of 100 packets', { latencyMs: 100 / lens, jitterMs: 500 / lens, loss: 0.05 }],
  ['takes two seconds for a packet now and then', { jitterMs: 2000 / lens }],
  ['carries 10 kbit/s', { bytesPerSecond: 1250 * lens }],
]

for (const [what, weather] of weathers) {
  // An answer may come too late, and what it was for goes out once more.
  row('F52', `the network ${what}`, { lens, duplicates: 3, leavesPages: true }, async (parts) => {
    const { pages, gate, tab } = parts
    const relay = await startRelay(gate.port, weather)
    await byWayOf(relay.port, parts, async (config) => {
      await pages.open(tab, { config })
      await passAll(parts, await pages.track(tab, { count: 2 }))
      await tab.waitFor("Object.keys(localStorage).join().indexOf('sajs.e.') < 0", 'the last answer')
    })
    expect(relay.connections()).toBeGreaterThan(0)
    await relay.stop()
  })
}

row('F52', 'a connection carries requests and no answers', { lens, duplicates: 4, leavesPages: true }, async (parts) => {
  const { pages, mode, gate, tab } = parts
  // Without an answer to its handshake a connection under TLS carries nothing at all.
  const relay = await startRelay(gate.port, { halfOpen: 1 })
  await byWayOf(relay.port, parts, async (config) => {
    await pages.open(tab, { config })
    await passAll(parts, await pages.track(tab, { count: 2 }))
    await tab.waitFor("Object.keys(localStorage).join().indexOf('sajs.e.') < 0", 'the last answer')
  })
  expect(relay.connections()).toBeGreaterThan(1)
  if (mode === 'collector') expect(gate.requests().length).toBeGreaterThan(1)
  await relay.stop()
})

const calls = 10_000

/** A page that cannot get anything through keeps 200 events; one that can, twice as many at most (`src/contract/limits.ts`). */
const keeps = { collector: 400, direct: 200 } as const

row('F57', `the page tracks ${calls} events in a tight loop`, { lens: 1, drops: { overflow: calls }, untoldViews: { collector: 0, direct: 1 } }, async (parts) => {
  const { pages, mode, gate, collector, ledger, tab } = parts
  test.setTimeout(90_000)
  // In direct mode each event is a request, so that the fewer that stay while nothing gets through are enough to wait for.
  if (mode === 'direct') gate.rule(afterPreflight(() => answer(503)))
  await pages.open(tab)
  await expect.poll(() => gate.requests().length).toBe(1)
  if (mode === 'direct') await tab.waitFor("localStorage.getItem('sajs.p')", 'the pause')
  // What all this costs the page's main thread and memory is for `npm run bench -- --only storm` to say.
  await pages.track(tab, { count: calls })
  const lost = (): number => ledger.told().filter(({ code }) => code === 'overflow').length
  // While nothing gets through, fewer may stay than while the way is clear; the rest goes in the next task.
  await expect.poll(lost).toBeGreaterThanOrEqual(calls - keeps[mode])
  expect(lost()).toBeLessThan(calls)
  const bytes = await tab.evaluate<number>("Object.keys(localStorage).reduce((sum, key) => sum + (localStorage.getItem(key) || '').length, 0)")
  expect(bytes).toBeLessThan(256 * 1024)
  if (collector === undefined) {
    expect(gate.requests().length).toBeLessThan(5)
    await gate.heal()
    await tab.evaluate("localStorage.removeItem('sajs.p')")
    await pages.track(tab)
    const waiting = (): Promise<number> => tab.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('sajs.e.')).length")
    await expect.poll(waiting, { timeout: 60_000 }).toBe(0)
    expect(gate.requests().length).toBeLessThan(210)
    return
  }
  await expect.poll(async () => (await collector.stats()).dropped, { timeout: 20_000 }).toEqual({ overflow: lost() })
  expect(gate.requests().length).toBeLessThan(15)
})
