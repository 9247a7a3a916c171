import { startCollector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import { expect, test } from '../fixtures/test'
import { go, open, send, shop, thomas, visitor } from './steps'

const rows = (tab: Tab): Promise<string[]> => tab.evaluate('[...document.querySelectorAll("#hits .name")].map((one) => one.textContent)')
const untilRows = (tab: Tab, ...names: string[]): Promise<void> =>
  tab.waitFor((wanted: string) => [...document.querySelectorAll('#hits .name')].map((one) => one.textContent).join() === wanted, `the rows ${names.join()}`, names.join())
const press = (tab: Tab, key: string): Promise<void> =>
  tab.evaluate((name: string) => void (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true })), key)

test('shows nothing without the token', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_name: 'Home' }))
  for (const query of ['', '?token=wrong']) {
    await tab.goto(`${new URL(collector.inspectorUrl).origin}/${query}`)
    await tab.waitFor('!document.getElementById("locked").hidden', 'the question for the token')
    expect(await tab.evaluate('document.body.innerText')).not.toContain('Home')
  }
})

test('takes the token out of its address, and knows it after a reload', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_name: 'Home' }))
  await open(tab, collector)
  await untilRows(tab, 'Home')
  expect(await tab.url()).toBe(`${new URL(collector.inspectorUrl).origin}/`)
  await tab.reload()
  await untilRows(tab, 'Home')
})

test('shows hits as they arrive, and again after the collector was away', async ({ tab, collector }) => {
  await open(tab, collector)
  expect(await tab.text('#tag-command')).toBe(`npx sib-collector tag --key YOUR_CLIENT_KEY --address ${collector.url}`)
  expect(await tab.text('#setting')).toBe(`api_host:"${collector.url}"`)
  await send(collector, visitor('v', { sib_name: 'Home' }))
  await untilRows(tab, 'Home')
  await collector.stop()
  await tab.waitFor('document.getElementById("state").dataset.state === "lost"', 'the loss of the connection')
  await collector.start()
  await send(collector, visitor('w', { sib_name: 'Back' }))
  await untilRows(tab, 'Back', 'Home')
  await tab.waitFor('document.getElementById("state").dataset.state === "live"', 'a connection')
})

test('shows hits again where what came before could not be read at first', async ({ tab, collector }) => {
  await open(tab, collector)
  await tab.evaluate(`(function () {
    var fetched = window.fetch
    window.failed = []
    window.fetch = function (url) {
      if (!window.isAway) return fetched.apply(window, arguments)
      window.failed.push(String(url))
      return Promise.reject(new TypeError('away'))
    }
    window.isAway = true
  })()`)
  await collector.stop()
  await tab.waitFor('document.getElementById("state").dataset.state === "lost"', 'the loss of the connection')
  await collector.start()
  // It is read only where a connection has been made.
  await tab.waitFor('window.failed.join().indexOf("/api/collector") > -1', 'a read that failed')
  await send(collector, visitor('v', { sib_name: 'Missed' }))
  await tab.evaluate('void (window.isAway = false)')
  await untilRows(tab, 'Missed')
  await tab.waitFor('document.getElementById("state").dataset.state === "live"', 'a connection')
  await send(collector, visitor('w', { sib_name: 'Seen' }))
  await untilRows(tab, 'Seen', 'Missed')
})

test('gives rows that are shown their e-mail once it is known, by the visitor or by a server', async ({ tab }) => {
  const collector = await startCollector({ apiKeys: ['secret'] })
  const tell = async (event_name: string, identifiers: object): Promise<void> => {
    const headers = { 'api-key': 'secret', 'content-type': 'application/json' }
    await fetch(`${collector.url}/v3/events`, { method: 'POST', headers, body: JSON.stringify({ event_name, identifiers }) })
  }
  const whose = '[...document.querySelectorAll("#hits .who")].map((one) => one.textContent).join()'
  try {
    await tell('seen', { ext_id: 'shop-1' })
    await open(tab, collector)
    await tell('seen-again', { ext_id: 'shop-1' })
    await tell('another', { ext_id: 'shop-2' })
    await send(collector, visitor('v', { sib_name: 'Home' }))
    await untilRows(tab, 'Home', 'another', 'seen-again', 'seen')
    expect(await tab.evaluate(whose)).toBe('visitor v,–,–,–')
    await tell('bought', { ext_id: 'shop-1', email_id: thomas })
    await untilRows(tab, 'bought', 'Home', 'another', 'seen-again', 'seen')
    await tab.waitFor(`${whose} === '${thomas},visitor v,–,${thomas},${thomas}'`, 'the e-mail in the earlier rows')
    await send(collector, visitor('v', { id: 'v-1', sib_type: 'identify', email_id: 'v@example.test' }, { id: 'v-2', sib_name: 'End' }))
    await tab.waitFor(`${whose} === 'v@example.test,v@example.test,${thomas},v@example.test,–,${thomas},${thomas}'`, 'the e-mail of the visitor')
  } finally {
    await collector.remove()
  }
})

test('filters by key, kind, contact, visitor, rejection and any value, in the past and as hits arrive', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_name: 'Home' }, { sib_type: 'track', sib_name: 'cart_updated', event: { id: 'cart:77' } }, { sib_type: 'track', sib_name: '' }))
  await send(collector, { ...visitor('w', { sib_name: 'Other', email_id: thomas }), key: 'other-key' })
  await open(tab, collector)
  await untilRows(tab, 'Other', '–', 'cart_updated', 'Home')
  for (const [query, ...names] of [
    ['kind=track', '–', 'cart_updated'],
    ['key=other-key', 'Other'],
    [`email=${thomas}`, 'Other'],
    ['cuid=v', '–', 'cart_updated', 'Home'],
    ['rejected=true', '–'],
    ['text=CART:77', 'cart_updated'],
    ['kind=track&key=other-key'],
  ] as const) {
    await go(tab, `#/live?${query}`)
    await untilRows(tab, ...names)
  }
  await tab.waitFor('!document.getElementById("no-match").hidden', 'the word that nothing matches')
  await tab.click('#clear')
  await untilRows(tab, 'Other', '–', 'cart_updated', 'Home')
  await tab.evaluate(`(function () { var kind = document.querySelector('[name=kind]'); kind.value = 'page'; kind.dispatchEvent(new Event('change', { bubbles: true })) })()`)
  await untilRows(tab, 'Other', 'Home')
  await send(collector, visitor('x', { sib_type: 'track', sib_name: 'not shown' }, { sib_name: 'New' }))
  await untilRows(tab, 'New', 'Other', 'Home')
  expect(await tab.url()).toContain('#/live?kind=page')
})

test('shows all of an event, and how it would look in each encoding', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_type: 'track', sib_name: 'cart_updated', email_id: thomas, properties: { FIRSTNAME: 'Thomas' }, event: { id: 'cart:1', data: { total: 280 } } }))
  await open(tab, collector)
  await untilRows(tab, 'cart_updated')
  await tab.click('.hit summary')
  expect(JSON.parse(await tab.text('.detail pre'))).toMatchObject({ id: 'v-0', event: { id: 'cart:1', data: { total: 280 } } })
  const shown: Record<string, string> = {}
  const count = await tab.evaluate<number>('document.querySelectorAll(".tab").length')
  for (let index = 0; index < count; index++) {
    await tab.evaluate((at: number) => document.querySelectorAll<HTMLElement>('.tab')[at]?.click(), index)
    shown[await tab.text('.tab[aria-selected=true]')] = await tab.text('.detail pre')
  }
  expect(Object.keys(shown)).toEqual(['As it is stored', 'Envelope', 'Single hit', 'In the address', 'api/v2', 'v3/events'])
  expect(shown['api/v2']).toMatch(/^POST \/api\/v2\/trackEvent\n[^]*"eventdata": \{/)
  expect(shown['In the address']).toMatch(/^GET \/p\?key=demo-key&/)
})

test('tells what a contact did, visit by visit, the anonymous part included', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_name: 'Landing', ma_url: `${shop}/?utm_source=news` }, { sib_type: 'identify', email_id: thomas }))
  await send(collector, visitor('w', { sib_name: 'Elsewhere', email_id: thomas }))
  await open(tab, collector, '#/contacts')
  await tab.click('#contact-rows a')
  await tab.waitFor('document.querySelectorAll("#person .hit").length === 3', 'the timeline')
  const text = await tab.evaluate<string>('document.getElementById("person").innerText')
  for (const part of [thomas, 'Landing', 'source news', 'visitor v', 'visitor w', '1 event', '2 events']) expect(text).toContain(part)
  await go(tab, '#/contacts?search=nobody')
  await tab.waitFor('!document.getElementById("no-contacts").hidden', 'the word that there is nobody')
})

test('shows the attributes of a contact as the text that they are', async ({ tab, collector }) => {
  const [hostile, long] = ['<img src=x onerror="window.attacked=1">', 'long'.repeat(2000)]
  await send(collector, visitor('v', { sib_type: 'identify', email_id: thomas, properties: { FIRSTNAME: hostile, LASTNAME: long, SMS: 33612345678, EXT_ID: false, PLAN: 'no attribute' } }))
  await send(collector, visitor('w', { sib_type: 'identify', email_id: 'other@example.test' }))
  await open(tab, collector, `#/person?email=${thomas}`)
  await tab.waitFor('document.querySelector("#person .attributes")', 'the attributes')
  const facts = '[...document.querySelectorAll("#person .attributes .facts div")].map((one) => [one.firstChild.textContent, one.lastChild.textContent])'
  expect(await tab.evaluate(facts)).toEqual([['EXT_ID', 'false'], ['FIRSTNAME', hostile], ['LASTNAME', long], ['SMS', '33612345678']])
  expect(await tab.evaluate('document.querySelectorAll("#person img").length')).toBe(0)
  expect(await tab.evaluate('document.querySelector("#person .attributes").offsetHeight < 400')).toBe(true)
  // Neither a contact of whom nothing is known nor a visitor has any.
  for (const hash of ['#/person?email=other@example.test', '#/person?cuid=v']) {
    await go(tab, hash)
    await tab.waitFor((title: string) => document.querySelector('#person h2')?.textContent === title && document.querySelector('#person .visit'), hash, hash.includes('other') ? 'other@example.test' : 'Visitor v')
    expect(await tab.evaluate('document.querySelector("#person .attributes")')).toBe(null)
  }
})

test('shows the person who was asked for last, however late the answer about another comes', async ({ tab, collector }) => {
  const [slow, fast] = ['slow@example.test', 'fast@example.test']
  for (const [index, email] of [slow, fast].entries()) await send(collector, visitor(`v${index}`, { sib_type: 'identify', email_id: email, properties: { FIRSTNAME: email } }))
  await open(tab, collector)
  await tab.evaluate((late: string) => {
    const real = window.fetch
    window.fetch = async (what, init) => {
      const answer = await real(what, init)
      if (typeof what !== 'string' || !what.startsWith(`/api/contact?email=${encodeURIComponent(late)}`)) return answer
      const body: unknown = await answer.json()
      return new Promise((resolve) => Object.assign(window, { answerLate: () => resolve({ ok: true, status: 200, json: () => Promise.resolve(body) } as Response) }))
    }
  }, slow)
  await go(tab, `#/person?email=${slow}`)
  await tab.waitFor('Boolean(window.answerLate)', 'a question about the first')
  await go(tab, `#/person?email=${fast}`)
  const shown = '[document.querySelector("#person h2"), document.querySelector("#person .attributes dd")].map((one) => one && one.textContent).join()'
  await tab.waitFor(`${shown} === '${fast},${fast}'`, 'the second')
  // What the page does with the answer is done before another task.
  await tab.evaluate(() => {
    ;(window as unknown as { answerLate: () => void }).answerLate()
    return new Promise<void>((resolve) => setTimeout(resolve))
  })
  expect(await tab.evaluate(shown)).toBe(`${fast},${fast}`)
})

test('checks an installation: whether a site reaches us, by what, and what is wrong', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_name: 'Home', ma_url: 'http://shop.example.test/' }, { sib_type: 'track', sib_name: '', ma_url: 'http://shop.example.test/' }, { sib_type: 'dropped', properties: { overflow: 3 } }))
  await open(tab, collector, '#/check')
  await tab.waitFor('document.querySelectorAll("#sites .card").length === 1', 'the site')
  const ask = async (site: string): Promise<string> => {
    await tab.evaluate((written: string) => {
      const input = document.getElementById('site') as HTMLInputElement
      input.value = written
      input.form?.requestSubmit()
    }, site)
    await tab.waitFor((written: string) => decodeURIComponent(location.hash).endsWith(written) && document.getElementById('verdict')?.textContent, 'the verdict', site)
    return tab.text('#verdict')
  }
  await expect.poll(() => ask('shop.example.test')).toBe('Yes: http://shop.example.test reaches this collector.')
  const card = await tab.text('#sites .card')
  for (const part of ['this tracker', '1 rejected: missing_parameter', 'not served over https', 'gave up 3 events: overflow']) expect(card).toContain(part)
  await expect.poll(() => ask('https://unknown.test')).toBe('Nothing has come from https://unknown.test.')
  expect(await tab.text('#steps')).toContain(`api_host:"${collector.url}"`)
})

test('tells how the collector is', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_name: 'Home' }, { sib_type: 'dropped', properties: { expired: 2 } }))
  await open(tab, collector, '#/health')
  await tab.waitFor('document.querySelectorAll("#health-cards .card").length === 6', 'the figures')
  const text = await tab.evaluate<string>('document.getElementById("health-cards").innerText')
  for (const part of ['Ready', 'requests 1', 'expired 2', '--max-body-bytes 262,144', '200 1']) expect(text.replace(/\s+/g, ' ')).toContain(part)
})

test('needs no pointer', async ({ tab, collector }) => {
  await send(collector, visitor('v', { sib_name: 'First' }, { sib_name: 'Second' }, { sib_type: 'track', sib_name: '' }))
  await open(tab, collector)
  await untilRows(tab, '–', 'Second', 'First')
  const focused = (): Promise<string> => tab.evaluate('document.activeElement.querySelector(".name") ? document.activeElement.querySelector(".name").textContent : document.activeElement.id')
  for (const [key, name] of [['j', '–'], ['j', 'Second'], ['j', 'First'], ['j', 'First'], ['k', 'Second']] as const) {
    await press(tab, key)
    expect(await focused()).toBe(name)
  }
  await press(tab, '/')
  expect(await focused()).toBe('text')
  // What is typed is text, not a command.
  await press(tab, 'r')
  await press(tab, 'Escape')
  expect(await tab.evaluate('document.activeElement === document.body')).toBe(true)
  await press(tab, 'r')
  await untilRows(tab, '–')
  await press(tab, 'Escape')
  await untilRows(tab, '–', 'Second', 'First')
  await press(tab, '?')
  expect(await tab.evaluate('document.getElementById("help").open')).toBe(true)
  await press(tab, 'Escape')
  expect(await tab.evaluate('document.getElementById("help").open')).toBe(false)
  for (const [key, view] of [['2', 'contacts'], ['3', 'check'], ['4', 'health'], ['5', 'forwarding'], ['1', 'live']] as const) {
    await press(tab, key)
    await tab.waitFor((id: string) => document.getElementById(id)?.hidden === false, `the view ${view}`, view)
  }
  expect(await rows(tab)).toHaveLength(3)
})
