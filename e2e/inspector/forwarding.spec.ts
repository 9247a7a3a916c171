import { createServer } from 'node:http'
import { startCollector } from '../fixtures/collector'
import { close, listen } from '../fixtures/network/listen'
import { expect, test } from '../fixtures/test'

const refusal = JSON.stringify({ code: 'invalid_parameter', message: '<img src=x onerror=alert(1)> is no e-mail' })

test('shows where events are forwarded to, what was refused and why, and sends it again', async ({ tab }) => {
  let status = 400
  const received: string[] = []
  const upstream = createServer((request, response) => {
    received.push(request.url ?? '')
    request.resume().on('end', () => response.writeHead(status).end(status === 400 ? refusal : ''))
  })
  const host = `http://127.0.0.1:${await listen(upstream)}`
  const collector = await startCollector({ forward: 'v2', forwardHost: host })
  try {
    const hit = { key: 'demo-key', cuid: 'v', sib_type: 'track', email_id: 'thomas@example.test' }
    for (const sib_name of ['cart_updated', 'order_completed'])
      await fetch(`${collector.url}/p`, { method: 'POST', body: JSON.stringify({ ...hit, sib_name }) })

    await tab.goto(`${collector.inspectorUrl}#/forwarding`)
    await tab.waitFor('document.querySelectorAll("#dead-letters li").length === 2', 'two dead letters')
    const shown = await tab.text('#forwarding')
    for (const part of [host, 'order_completed', 'thomas@example.test', '400 invalid_parameter: <img src=x onerror=alert(1)>', '2 events refused for good'])
      expect(shown).toContain(part)
    expect(await tab.evaluate('document.querySelectorAll("#forwarding img").length')).toBe(0)

    status = 204
    await tab.click('#dead-letters li:first-child button')
    await tab.waitFor('document.querySelectorAll("#dead-letters li").length === 1', 'one dead letter')
    await tab.click('#replay-all')
    await tab.waitFor('document.getElementById("dead-count").textContent === "" && document.getElementById("replay-all").hidden', 'no dead letter')
    await expect.poll(() => received.slice(2)).toEqual(['/api/v2/trackEvent', '/api/v2/trackEvent'])
  } finally {
    await collector.remove()
    upstream.closeAllConnections()
    await close(upstream)
  }
})

test('says that nothing is forwarded where that is so', async ({ tab, collector }) => {
  await tab.goto(`${collector.inspectorUrl}#/forwarding`)
  await tab.waitFor('!document.getElementById("not-forwarding").hidden', 'the word that nothing is forwarded')
  expect(await tab.evaluate('document.getElementById("replay-all").hidden')).toBe(true)
})
