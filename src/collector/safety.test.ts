import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import { parseOptions } from './options'
import type { Options } from './options'
import { createTestCollector } from './test-collector'
import type { TestCollector } from './test-collector'
import { say } from './test-socket'

let collector: TestCollector
afterEach(() => collector.end())

/** A collector that was started with these flags. */
function begin(...args: string[]): TestCollector {
  collector = createTestCollector(parseOptions(args, '0', {}) as Options)
  return collector
}

const hit = { key: 'k', cuid: 'v', sib_type: 'page' }
const envelope = (count: number): object => ({ key: 'k', cuid: 'v', sent: 1, hits: Array.from({ length: count }, (_, index) => ({ id: `h${index}`, sib_type: 'page' })) })

describe('a limit', () => {
  it('of bytes can be set, and lifted', async () => {
    begin('--max-body-bytes', '100')
    expect((await collector.post({ ...hit, pad: 'x'.repeat(100) })).statusCode).toBe(413)
    await collector.end()
    begin('--max-body-bytes', 'none')
    expect((await collector.post({ ...hit, pad: 'x'.repeat(2_000_000) })).statusCode).toBe(200)
  })

  it('of hits in an envelope can be set, and lifted; a tracker halves what is too large', async () => {
    begin('--max-batch-hits', '3')
    expect((await collector.post(envelope(3))).statusCode).toBe(200)
    const answer = await collector.post(envelope(4))
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toEqual({ code: 'too_large', message: 'an envelope has at most 3 hits, this one has 4' })
    expect(collector.hits().at(-1)).toMatchObject({ accepted: false, key: 'k', cuid: 'v', body: { hits: 4 } })
    expect(collector.hits()).toHaveLength(4)
    await collector.end()
    begin('--max-batch-hits', 'none')
    expect((await collector.post(envelope(1000))).json()).toEqual({ sib: 1, rejected: [] })
  })

  it('of the address and headers can be set', async () => {
    begin('--max-header-bytes', '2000')
    const ask = (bytes: number): Promise<string> => say(collector.app, `GET /healthy HTTP/1.1\r\nhost: a\r\nx-a: ${'x'.repeat(bytes)}\r\nconnection: close\r\n\r\n`)
    expect(await ask(1000)).toMatch(/^HTTP\/1\.1 404 /)
    expect(await ask(2000)).toMatch(/^HTTP\/1\.1 431 /)
    await collector.end()
    begin('--max-header-bytes', '50000')
    expect(await ask(40_000)).toMatch(/^HTTP\/1\.1 404 /)
  })

  it('of a connection that is idle can be set', async () => {
    begin('--idle-timeout', '1')
    const heard = await say(collector.app, 'GET /healthy HTTP/1.1\r\nhost: a\r\n\r\n')
    expect(heard).toMatch(/^HTTP\/1\.1 404 [^]*keep-alive: timeout=1[,\r]/i)
  })

  it('of nesting can be set', async () => {
    begin('--max-depth', '3')
    expect((await collector.post({ ...hit, properties: { a: {} } })).statusCode).toBe(200)
    expect((await collector.post({ ...hit, properties: { a: { b: {} } } })).json()).toMatchObject({ message: expect.stringContaining('nested too deeply') as string })
  })

  it('of requests with a key answers 429 with the time to wait, and keeps no trace', async () => {
    begin('--max-requests-per-key', '1')
    for (let count = 0; count < 10; count++) expect((await collector.post(hit)).statusCode).toBe(200)
    const answer = await collector.post(hit)
    expect(answer.statusCode).toBe(429)
    expect(answer.json()).toMatchObject({ code: 'too_many_requests' })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(answer.headers['access-control-expose-headers']).toContain('Retry-After')
    expect((await collector.rest('identify', { email: 'a@b.test' }, { 'ma-key': 'k' })).statusCode).toBe(429)
    expect((await collector.post({ ...hit, key: 'other' })).statusCode).toBe(200)
    expect(collector.hits()).toHaveLength(11)
  })

  it('of requests from an address counts the visitor behind a trusted proxy, and nobody’s own word', async () => {
    begin('--max-requests-per-address', '1', '--trust-proxy', '127.0.0.1', '--keys', 'k')
    const from = (address: string, remoteAddress = '127.0.0.1'): Promise<LightMyRequestResponse> =>
      collector.app.inject({ method: 'POST', url: '/p', payload: hit, remoteAddress, headers: { 'x-forwarded-for': address } })
    for (let count = 0; count < 10; count++) expect((await from('198.51.100.1')).statusCode).toBe(200)
    const answer = await from('198.51.100.1')
    expect(answer.statusCode).toBe(429)
    expect(answer.headers['retry-after']).toBeDefined()
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect((await from('198.51.100.2')).statusCode).toBe(200)
    for (let count = 0; count < 10; count++) await from(`198.51.100.${10 + count}`, '203.0.113.5')
    expect((await from('198.51.100.99', '203.0.113.5')).statusCode).toBe(429)
  })
})

describe('a connection', () => {
  it.each([
    ['3', [undefined, undefined, 'close', undefined, undefined, 'close', undefined]],
    ['none', Array(7).fill(undefined)],
  ])('is closed with an answer after so many requests, and no request is lost: %s', async (given, closing) => {
    begin('--max-requests-per-connection', given)
    const url = await collector.app.listen({ host: '127.0.0.1', port: 0 })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const answers: IncomingMessage[] = []
    while (answers.length < closing.length) answers.push(await postBy(agent, `${url}/p`))
    agent.destroy()
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(closing.map(() => 200))
    expect(answers.map(({ headers }) => (headers.connection === 'close' ? 'close' : undefined))).toEqual(closing)
    expect(collector.hits()).toHaveLength(closing.length)
  })

  it('has, for what is sent on top of that without waiting, as the description says, a 503 without a body, and nothing of it is stored', async () => {
    begin('--max-requests-per-connection', '2', '--idle-timeout', '1')
    const body = JSON.stringify(hit)
    const heard = await say(collector.app, `POST /p HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}`.repeat(3))
    const answers = heard.split(/(?=HTTP\/1\.1 )/)
    expect(answers.map((answer) => Number(answer.split(' ')[1]))).toEqual([200, 200, 503])
    expect(answers[2]).toMatch(/\r\n\r\n(?:0\r\n\r\n)?$/)
    expect(collector.hits()).toHaveLength(2)
  })

  const postBy = async (agent: Agent, url: string): Promise<IncomingMessage> => {
    const outgoing = request(url, { method: 'POST', agent })
    outgoing.end(JSON.stringify(hit))
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    await once(answer.resume(), 'end')
    return answer
  }
})

describe('a request', () => {
  it.each(['gzip', 'br', 'deflate, gzip', 'zstd'])('with a body in %s is refused before the body is read', async (encoding) => {
    begin()
    const headers = { 'content-encoding': encoding, 'content-type': 'application/json' }
    const answer = await collector.app.inject({ method: 'POST', url: '/p', headers, payload: gzipSync(JSON.stringify(hit)) })
    expect(answer.statusCode).toBe(415)
    expect(answer.json()).toEqual({ code: 'invalid_parameter', message: expect.stringContaining('compressed') as string })
    expect(answer.headers['accept-encoding']).toBe('identity')
    expect(collector.hits()).toEqual([])
  })

  it('that says its body is not compressed is taken', async () => {
    begin()
    expect((await collector.app.inject({ method: 'POST', url: '/p', headers: { 'content-encoding': 'identity' }, payload: hit })).statusCode).toBe(200)
  })

  it.each(['{"key":"k","cuid":"v","sib_type":"page","properties":{"__proto__":{"x":1}}}', '{"key":"k","constructor":{"prototype":{"x":1}},"hits":[]}'])(
    'whose keys reach for a prototype is refused: %s',
    async (body) => {
      begin()
      expect((await collector.post(body)).json()).toMatchObject({ code: 'invalid_parameter', message: expect.stringContaining('prototype') as string })
      expect(({} as { x?: number }).x).toBeUndefined()
    },
  )

  it('from a page that may not use its key is refused, and kept as refused', async () => {
    begin('--origins', 'k=https://shop.test')
    const from = (origin: string): Promise<LightMyRequestResponse> =>
      collector.app.inject({ method: 'POST', url: '/p', headers: { origin }, payload: { ...hit, sib_name: 'Home' } })
    expect((await from('https://shop.test')).statusCode).toBe(200)
    const answer = await from('https://copy.test')
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toEqual({ code: 'permission_denied', message: 'the key may not be used by pages of https://copy.test' })
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(collector.hits().at(-1)).toMatchObject({ accepted: false, code: 'permission_denied', key: 'k', name: 'Home' })
    expect((await collector.post(hit)).statusCode).toBe(200)
  })
})

describe('a slow client', () => {
  const open = async (text: string): Promise<{ socket: Socket; heard: Promise<string> }> => {
    const { port } = collector.app.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    let answer = ''
    socket.on('data', (part: Buffer) => (answer += part.toString()))
    const heard = once(socket, 'close').then(() => answer)
    if (text) socket.write(text)
    return { socket, heard }
  }

  it.each([
    ['says nothing at all', '', ['--header-timeout', '1', '--request-timeout', 'none']],
    ['does not end its headers', 'POST /p HTTP/1.1\r\nhost: a\r\nx-slow: ', ['--header-timeout', '1', '--request-timeout', 'none']],
    ['does not end its body', 'POST /p HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{', ['--header-timeout', 'none', '--request-timeout', '1']],
  ])('that %s is cut off with an answer', async (_what, text, args) => {
    begin(...args)
    await collector.app.listen({ host: '127.0.0.1', port: 0 })
    const { heard } = await open(text)
    expect(await heard).toMatch(/^HTTP\/1\.1 408 [^]*\{"code":"service_unavailable"/)
  })

  it('does not keep others waiting: 300 of them, and every good request is answered', async () => {
    begin()
    const url = await collector.app.listen({ host: '127.0.0.1', port: 0 })
    const slow = await Promise.all(Array.from({ length: 300 }, () => open('POST /p HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{')))
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}/p`, { method: 'POST', body: JSON.stringify(hit) })))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100)
    expect(slow.filter(({ socket }) => socket.closed)).toEqual([])
    for (const { socket } of slow) socket.destroy()
  })

  it('is not let in once there are too many connections', async () => {
    begin('--max-connections', '2')
    await collector.app.listen({ host: '127.0.0.1', port: 0 })
    const [first, second] = [await open(''), await open('')]
    const third = await open('')
    expect(await third.heard).toBe('')
    first.socket.destroy()
    second.socket.destroy()
  })
})
