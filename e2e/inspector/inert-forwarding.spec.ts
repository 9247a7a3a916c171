import { createServer } from 'node:http'
import { startCollector } from '../fixtures/collector'
import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import { close, listen } from '../fixtures/network/listen'
import { expect, test } from '../fixtures/test'
import { attacks } from './attacks'
import { expectInert, watchViolations } from './inert'

/** Each vector in each disguise, as many at a time as the view shows. */
const total = 1200
const perView = 200

/** All that a dead letter shows can be an attack: what the visitor sent, and what the upstream said. */
const letterOf = (attack: string): object => ({
  ...{ sib_type: 'track', sib_name: attack.slice(0, 255) },
  email_id: `${attack.replace(/[\s@\p{Cc}]/gu, '').slice(0, 60)}@evil.test`,
})

async function send(collector: Collector, hits: readonly object[]): Promise<void> {
  const body = JSON.stringify({ key: 'k', cuid: 'v', sent: Date.now(), hits })
  const answer = await fetch(`${collector.url}/p`, { method: 'POST', body })
  expect(await answer.json()).toMatchObject({ sib: 1, rejected: [] })
}

/** What the view says of the letters and of the state of forwarding. */
const shown = (tab: Tab): Promise<{ names: string[]; reasons: string[]; state: string }> =>
  tab.evaluate(() => ({
    names: [...document.querySelectorAll('#dead-letters b')].map((one) => one.textContent),
    reasons: [...document.querySelectorAll('#dead-letters .why')].map((one) => one.textContent),
    state: document.querySelector('#forwarding-cards .reason')?.textContent ?? '',
  }))

test('F58: shows attacks in dead letters, from visitors and from upstream, as the text that they are', async ({ tab }) => {
  test.setTimeout(240_000)
  const all = attacks(total)
  const [held = ''] = all
  let [answered, status] = [0, 400]
  const upstream = createServer((request, response) => {
    const attack = status === 503 ? held : (all[answered++] ?? '')
    request.resume().on('end', () => response.writeHead(status).end(JSON.stringify({ code: attack, message: attack })))
  })
  const forwardHost = `http://127.0.0.1:${await listen(upstream)}`
  const collector = await startCollector({ forward: 'v2', forwardHost, forwardRequestsPerSecond: 1000 })
  try {
    await tab.goto(`${collector.inspectorUrl}#/forwarding`)
    // What is listened for is listened for in the document that is there: it has to be this one.
    await tab.waitFor('document.getElementById("dead-count")', 'the page')
    await watchViolations(tab)
    for (let start = 0; start < total; start += perView) {
      const part = all.slice(start, start + perView)
      await send(collector, part.map((attack, index) => ({ id: `${start + index}`, ...letterOf(attack) })))
      const count = `${(start + perView).toLocaleString('en')} events refused for good`
      await tab.waitFor((text: string) => document.getElementById('dead-count')?.textContent === text, count, count)
      const { names, reasons } = await shown(tab)
      expect(names).toEqual(part.map((attack) => attack.slice(0, 255)).reverse())
      expect(reasons).toEqual(part.map((attack) => `400 ${attack}: ${attack}`).reverse())
      await expectInert(tab, collector)
    }

    status = 503
    await send(collector, [{ id: 'held', ...letterOf('held') }])
    await tab.waitFor('document.querySelector("#forwarding-cards .reason")', 'the reason to wait')
    expect((await shown(tab)).state).toContain(`503 ${held}: ${held}`)
    await expectInert(tab, collector)
  } finally {
    await collector.remove()
    upstream.closeAllConnections()
    await close(upstream)
  }
})
