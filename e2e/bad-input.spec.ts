import { callback, ready } from './fixtures/calls'
import { expect, expectHits, test } from './fixtures/test'

/** What page code passes, as source, and what the properties come out as. */
const converted: Record<string, [source: string, properties: unknown]> = {
  'a text': ['"text"', {}],
  'a list': ['[1, 2]', { 0: 1, 1: 2 }],
  'a DOM node': ['document.body', {}],
  'a function inside': ['{ f: function () {}, kept: 1 }', { kept: 1 }],
  'a DOM node inside': ['{ node: document.body, kept: 1 }', { kept: 1 }],
  'NaN and Infinity': ['{ n: NaN, i: -Infinity }', { n: null, i: null }],
  'a date': ['{ d: new Date(0), bad: new Date(NaN) }', { d: '1970-01-01T00:00:00.000Z', bad: null }],
  'a big integer': ['{ b: 12345678901234567890n }', { b: '12345678901234567890' }],
}

/** Calls that are refused by name, and the code. */
const refused: Record<string, [source: string, code: string]> = {
  'no name': ['sendinblue.track(undefined, {}, {}, told)', 'invalid_parameter'],
  'a blank name': ['sendinblue.track("  ", {}, {}, told)', 'invalid_parameter'],
  'a name over 255 characters': ['sendinblue.track("x".repeat(256), {}, {}, told)', 'invalid_parameter'],
  'a page name over 255 characters': ['sendinblue.page("x".repeat(256), {}, told)', 'invalid_parameter'],
  'a circular object': ['var o = {}; o.self = o; sendinblue.track("circular", { o: o }, {}, told)', 'invalid_parameter'],
  '60 KB of data': ['sendinblue.track("large", {}, { data: "x".repeat(60000) }, told)', 'too_large'],
}

test('properties become what JSON makes of them', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await ready(tab)
  for (const [name, [source]] of Object.entries(converted)) await tab.evaluate(`sendinblue.track(${JSON.stringify(name)}, ${source})`)
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, ...Object.keys(converted).map((name) => ({ name, accepted: true }))])
  for (const [name, [, properties]] of Object.entries(converted)) {
    const hit = (await collector.hits()).find((candidate) => candidate.name === name)
    expect([name, hit?.body.properties]).toEqual([name, properties])
  }
})

test('what cannot be an event is refused by name, and nothing else is lost by it', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await ready(tab)
  for (const [why, [source, code]] of Object.entries(refused)) {
    const told = await tab.evaluate<[{ code: string; message: string }, unknown][]>(
      `(function () { var all = []; function told(error, id) { all.push([error, id === undefined ? null : id]) } ${source}; return all })()`,
    )
    expect([why, told.map(([error]) => error)]).toEqual([why, [{ code, message: expect.stringMatching(/./) as unknown }]])
    expect((await callback(tab, 'track', `after ${why}`))[0]).toBeNull()
  }
  await expectHits(collector, tab).toReceive([{ kind: 'page' }, ...Object.keys(refused).map((why) => ({ name: `after ${why}` }))])
})

test('hostile arguments throw nothing into the page, and a callback that throws harms nothing', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await ready(tab)
  await tab.evaluate(() => {
    const { sendinblue } = window as unknown as { sendinblue: Record<string, (...args: unknown[]) => void> }
    const trap = { get secret() { throw new Error('getter') } }
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const bad of [trap, proxy, { deep: proxy }, Symbol('s'), window]) {
      for (const method of ['identify', 'track', 'trackLink', 'page', 'consent']) {
        sendinblue[method]?.(bad, bad, bad)
        sendinblue[method]?.('name', bad, bad)
      }
    }
    sendinblue.track?.('callback throws', {}, {}, () => { throw new Error('mine') })
  })
  await expectHits(collector, tab).neverToReceive({ accepted: false })
  expect((await collector.hits()).map(({ name }) => name)).toContain('callback throws')
})

test('arguments are copied when the call is made and never changed', async ({ tab, site, collector }) => {
  await tab.goto(site.page({ tag: 'ours', config: { api_host: collector.url } }))
  await ready(tab)
  await tab.evaluate(() => {
    const { sendinblue } = window as unknown as { sendinblue: Record<string, (...args: unknown[]) => void> }
    const frozen = Object.freeze({ email: 'a@b.example', list: Object.freeze([1]) })
    const data = { id: 'cart:1', data: { total: 1 } }
    sendinblue.track?.('copied', frozen, data)
    data.data.total = 2
  })
  await expectHits(collector, tab).toReceive([
    { kind: 'page' },
    { name: 'copied', email: 'a@b.example', body: { properties: { list: [1] }, event: { id: 'cart:1', data: { total: 1 } } } },
  ])
})

test('debug names every step and every drop', async ({ tab, site, collector }) => {
  const setup = 'window.said = []; console.debug = function () { said.push([].slice.call(arguments, 0, 3).map(String).join(" ")) }'
  await tab.goto(site.page({ tag: 'ours', setup, config: { api_host: collector.url, debug: true } }))
  await ready(tab)
  await tab.evaluate('sendinblue.track("")')
  await expectHits(collector, tab).toReceive([{ kind: 'page' }])
  const said = (await tab.evaluate<string[]>('said')).join('\n')
  for (const word of ['accepted', 'answer collector', 'dropped']) expect(said).toContain(`[sib] ${word}`)
})
