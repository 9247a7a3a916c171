import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCollector } from './test-collector'
import type { TestCollector } from './test-collector'
import { say } from './test-socket'

let collector: TestCollector
beforeEach(() => void (collector = createTestCollector()))
afterEach(() => collector.end())

interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function ask(text: string): Promise<Heard> {
  const [head = '', body = ''] = (await say(collector.app, text)).split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/, 2) as [string, string]))
  return { status: Number(first.split(' ')[1]), headers, body: JSON.parse(body) }
}

const rest = 'connection: close\r\n\r\n'

it.each([
  [400, 'invalid_parameter', 'names no host', `GET /p?key=k&sib_type=page HTTP/1.1\r\n${rest}`],
  [417, 'invalid_parameter', 'expects what is not known', `GET /p?key=k&sib_type=page HTTP/1.1\r\nhost: a\r\nexpect: banana\r\n${rest}`],
  [405, 'method_not_allowed', 'asks for a tunnel', 'CONNECT a.test:443 HTTP/1.1\r\nhost: a.test:443\r\n\r\n'],
])('answers %i %s to a request that %s', async (status, code, _what, text) => {
  const heard = await ask(text)
  expect(heard).toMatchObject({ status, body: { code, message: expect.any(String) as string } })
  expect(heard.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(heard.headers.has('allow')).toBe(status === 405)
  expect(collector.hits()).toEqual([])
})

it.each([
  ['HTTP/1.0, which knew no host', `GET /p?key=k&sib_type=page HTTP/1.0\r\n\r\n`],
  ['an expectation that can be met', `GET /p?key=k&sib_type=page HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n${rest}`],
])('takes %s', async (_what, text) => {
  expect(await say(collector.app, text)).toMatch(/HTTP\/1\.1 200 /)
  expect(collector.hits()).toHaveLength(1)
})

describe.each(['http://a/p', 'https://a.test:8420/p', '/%70'])('the path of %s', (address) => {
  it('is open to pages', async () => {
    const answer = await say(collector.app, `GET ${address}?key=k&sib_type=page HTTP/1.1\r\nhost: a\r\n${rest}`)
    expect(answer).toMatch(/HTTP\/1\.1 200 /)
    expect(answer).toContain('access-control-allow-origin: *')
    expect(collector.hits()).toHaveLength(1)
  })

  it('is known where the method is another', async () => {
    const { status, headers } = await ask(`DELETE ${address} HTTP/1.1\r\nhost: a\r\n${rest}`)
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS'])
  })
})

it.each(['/v3/events', 'http://a/v3/events', '/v3/%65vents'])('states the rate limit at %s', async (address) => {
  const { status, headers } = await ask(`GET ${address} HTTP/1.1\r\nhost: a\r\n${rest}`)
  expect([status, headers.has('x-sib-ratelimit-limit')]).toEqual([401, true])
})

it.each(['/%', '/%ff', 'http://a/%'])('refuses %s, which no text can be read from', async (address) => {
  expect(await ask(`GET ${address} HTTP/1.1\r\nhost: a\r\n${rest}`)).toMatchObject({ status: 400, body: { code: 'invalid_parameter' } })
})

describe('a refusal of what is not HTTP', () => {
  const filling = `x-a: ${'x'.repeat(20_000)}\r\n${rest}`

  it.each([
    ['/p', 431, `POST /p HTTP/1.1\r\nhost: a\r\n${filling}`],
    ['/p?key=k', 431, `POST /p?key=k HTTP/1.1\r\nhost: a\r\n${filling}`],
    ['/p', 400, `POST /p HTTP/1.1\r\nhost: a\r\nno header\r\n${rest}`],
  ])('at %s may be read by pages: %i', async (_path, status, text) => {
    const heard = await ask(text)
    expect(heard.status).toBe(status)
    expect(heard.headers.get('access-control-allow-origin')).toBe('*')
  })

  it.each([
    ['/v3/events', 431, `POST /v3/events HTTP/1.1\r\nhost: a\r\n${filling}`],
    ['/v3/events', 400, `GET /v3/events HTTP/1.1\r\nhost: a\r\nno header\r\n${rest}`],
    ['nowhere', 400, 'GARBAGE\r\n\r\n'],
  ])('at %s may not: %i', async (_path, status, text) => {
    const heard = await ask(text)
    expect(heard).toMatchObject({ status, body: { code: expect.any(String) as string } })
    expect([...heard.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
