import { afterEach, describe, expect, it } from 'vitest'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import { encodingsOf } from './page/encodings'
import { testHit } from './page/test-hit'

const encoded = (title: string, ...parts: Parameters<typeof testHit>): string =>
  encodingsOf(testHit(...parts)).find((one) => one.title === title)?.text ?? ''

const bodyOf = (text: string): unknown => JSON.parse(text.split('\n\n')[1] ?? '')

describe('a hit', () => {
  let collector: TestCollector
  afterEach(() => collector.end())

  it.each(['Envelope', 'Single hit', 'In the address', 'api/v2'])('is taken by a collector as the same event when it is sent as %s', async (title) => {
    collector = createTestCollector()
    const text = encoded(title)
    const [line = '', ...headers] = (text.split('\n\n')[0] ?? '').split('\n')
    const [method, url = ''] = line.split(' ')
    const answer = await collector.app.inject({
      method: method as 'GET' | 'POST',
      url,
      headers: Object.fromEntries(headers.map((header) => header.split(': '))) as Record<string, string>,
      ...(method === 'POST' && { payload: text.split('\n\n')[1] ?? '' }),
    })
    expect(answer.statusCode).toBeLessThan(300)
    const [stored] = collector.hits()
    const { properties, event } = testHit().body
    expect(stored).toMatchObject({ key: 'k', kind: 'track', name: 'cart_updated', email: 'ann@a.test', accepted: true, body: { properties, event } })
  })
})

describe('encodingsOf', () => {
  it('shows an event as v3/events has it', () => {
    const text = encoded('v3/events')
    expect(text).toMatch(/^POST \/v3\/events\n/)
    expect(bodyOf(text)).toEqual({
      event_name: 'cart_updated',
      event_date: '1970-01-01T00:16:30.000Z',
      identifiers: { email_id: 'ann@a.test' },
      contact_properties: { FIRSTNAME: 'Ann' },
      event_properties: { total: 2, id: 'cart:1' },
    })
  })

  it('shows a page with its facts among the properties', () => {
    const text = encoded('api/v2', { kind: 'page', name: 'Home', body: { ma_url: 'https://a.test/', ma_title: 'T' } })
    expect(text).toMatch(/^POST \/api\/v2\/trackPage\n/)
    expect(bodyOf(text)).toEqual({ email: 'ann@a.test', page: 'Home', properties: { ma_url: 'https://a.test/', ma_title: 'T' } })
  })

  it('says what is not possible, and why', () => {
    expect(encoded('api/v2', { email: null })).toContain('needs an e-mail')
    expect(encoded('v3/events', { email: null })).toContain('needs an e-mail')
    expect(encoded('v3/events', { kind: 'page' })).toContain('events only')
    expect(encoded('api/v2', { kind: 'constructor' })).toContain('four kinds')
  })

  it('makes something of the oddest values', () => {
    const odd = testHit({ kind: null, name: null, cuid: null, email: null, ts: 8.64e15 + 1, sent: null, body: { properties: 'text', event: [1] } })
    expect(encodingsOf(odd)).toHaveLength(5)
  })
})
