import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'

const now = Date.now()

/** Where visitors are. */
export const shop = 'https://shop.example.test'

/** What one visitor does, as a body for `/p`. */
export const visitor = (cuid: string, ...hits: object[]): object => ({
  ...{ key: 'demo-key', cuid, sent: now },
  hits: hits.map((hit, seq) => ({ id: `${cuid}-${seq}`, lane: cuid, seq, ts: now - 60_000 + seq * 1000, sib_type: 'page', ma_url: `${shop}/`, ...hit })),
})

/** The e-mail of one of them. */
export const thomas = 'thomas.bianchi@example.test'

/** Sends it. */
export async function send(collector: Collector, body: object): Promise<void> {
  await fetch(`${collector.url}/p`, { method: 'POST', body: JSON.stringify(body) })
}

/** Opens the inspector at one of its views. */
export async function open(tab: Tab, collector: Collector, hash = ''): Promise<void> {
  await tab.goto(collector.inspectorUrl + hash)
  await tab.waitFor('document.getElementById("state").dataset.state === "live"', 'a connection')
}

/** Goes to another view. */
export const go = (tab: Tab, hash: string): Promise<void> => tab.evaluate((to: string) => void (location.hash = to), hash)
