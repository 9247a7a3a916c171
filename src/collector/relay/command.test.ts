import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiEvent } from '../../contract/api-event'
import { at, createTestCommand } from '../test-command'
import type { Ended, TestCommand } from '../test-command'
import { expectRefusal } from '../test-refusal'
import type { RelayState } from './relay'
import { startTestServer } from './testing-server'
import type { ServedRequest, TestServer } from './testing-server'

const apiKey = 'xkeysib-very-secret'

// A process starts late on a busy machine, and a relay that failed waits a second or more.
vi.setConfig({ testTimeout: 60_000 })
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 })

const environment: NodeJS.ProcessEnv = {}
let command: TestCommand
let upstream: TestServer

beforeEach(async () => {
  environment.SIB_FORWARD_API_KEY = apiKey
  command = createTestCommand(environment)
  upstream = await startTestServer()
})

afterEach(async () => {
  await command.end()
  await upstream.end()
})

const forwarding = (...args: string[]) => command.listening('--forward', 'v3', '--forward-host', upstream.url, ...args)

/** Sends an envelope as the tracker would, and has it acknowledged. */
async function send(collector: string, ...hits: object[]): Promise<void> {
  const stamped = hits.map((hit, seq) => ({ id: crypto.randomUUID(), ts: 1000, lane: 'l', seq, sib_type: 'track', email_id: 'a@b.test', ...hit }))
  const body = JSON.stringify({ key: 'public-key', cuid: crypto.randomUUID(), sent: 1000, hits: stamped })
  const answer = await fetch(`${collector}/p`, { method: 'POST', body })
  expect(await answer.json()).toMatchObject({ sib: 1, rejected: [] })
}

const read = async <T>(inspector: string, path: string): Promise<T> => (await fetch(at(inspector, path))).json() as Promise<T>
const state = (inspector: string): Promise<RelayState> => read(inspector, '/api/relay')
const eventsIn = ({ body }: ServedRequest): ApiEvent[] => (body as { events?: ApiEvent[] }).events ?? [body as ApiEvent]
const names = (): string[] => upstream.requests.flatMap(eventsIn).map(({ event_name }) => event_name)

describe('sib-collector --forward v3', () => {
  it('sends on what it has stored, with the key from the environment and nowhere else', async () => {
    const { collector, inspector, child, ended } = await forwarding()
    await send(collector, { sib_name: 'cart_updated', event: { id: 'cart:1', data: { total: 280 } } })
    await eventually(names).toEqual(['cart_updated'])
    expect(upstream.requests[0]).toMatchObject({
      path: '/v3/events',
      headers: { 'api-key': apiKey, 'content-type': 'application/json' },
      body: { identifiers: { email_id: 'a@b.test' }, event_properties: { id: 'cart:1', total: 280 } },
    })
    await eventually(() => state(inspector)).toEqual({ mode: 'v3', host: upstream.url, waiting: 0, delivered: 1, dead: 0, erased: 0 })
    const metrics = await (await fetch(at(inspector, '/metrics'))).text()
    expect(metrics.split('\n')).toEqual(expect.arrayContaining(['sib_forward_waiting 0', 'sib_forward_dead 0', 'sib_forward_delivered_total 1']))
    const shown = await Promise.all(['/api/relay', '/api/relay/dead-letters', '/api/hits', '/api/stats'].map((path) => read(inspector, path)))
    child.kill('SIGTERM')
    expect(JSON.stringify([shown, await ended])).not.toContain(apiKey)
  })

  it('sends many events together', async () => {
    const { collector, inspector } = await forwarding()
    upstream.answer = () => ({ status: 202, body: { message: 'queued' } })
    const sent = Array.from({ length: 50 }, (_, index) => ({ sib_name: `e${index}` }))
    await send(collector, ...sent)
    await eventually(() => state(inspector)).toMatchObject({ delivered: 50 })
    expect(upstream.requests.map(({ path }) => path)).toContain('/v3/events/batch')
    expect(names()).toEqual(sent.map(({ sib_name }) => sib_name))
  })

  it('keeps what it cannot send over kill -9, and sends it after the next start, once and in order', async () => {
    const first = await forwarding()
    upstream.answer = () => ({ status: 503 })
    await send(first.collector, { sib_name: 'e0' }, { sib_name: 'e1' })
    await eventually(() => upstream.requests.length).toBeGreaterThan(0)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const failed = upstream.requests.length
    upstream.answer = () => ({ status: 204 })
    const second = await forwarding()
    await send(second.collector, { sib_name: 'e2' })
    await eventually(() => state(second.inspector)).toMatchObject({ waiting: 0, delivered: 3 })
    expect(upstream.requests.slice(failed).flatMap(eventsIn).map(({ event_name }) => event_name)).toEqual(['e0', 'e1', 'e2'])
  })

  it('leaves it to one of two collectors on a database, and goes on with the other once that is killed', async () => {
    const first = await forwarding()
    const second = await forwarding()
    await eventually(() => state(second.inspector)).toMatchObject({ standby: true })
    expect(await state(first.inspector)).not.toHaveProperty('standby')
    for (const { collector } of [first, second, first, second]) await send(collector, { sib_name: 'early' }, { sib_name: 'early' })
    await eventually(() => state(second.inspector)).toMatchObject({ waiting: 0, delivered: 8, standby: true })
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    await send(second.collector, { sib_name: 'late' })
    await eventually(names).toEqual([...Array<string>(8).fill('early'), 'late'])
    await eventually(() => state(second.inspector)).not.toHaveProperty('standby')
    second.child.kill('SIGTERM')
    expect((await second.ended).stderr).toContain('another collector forwards')
  })

  it('catches up on what was stored before it was told to forward', async () => {
    delete environment.SIB_FORWARD_API_KEY
    const { collector, child, ended } = await command.listening()
    await send(collector, { sib_name: 'early' })
    child.kill('SIGTERM')
    await ended
    environment.SIB_FORWARD_API_KEY = apiKey
    await forwarding()
    await eventually(names).toEqual(['early'])
  })

  it('opens no connection but to the host that it was given: neither for a redirect nor for an address in an event', async () => {
    const elsewhere = await startTestServer()
    try {
      const { collector, inspector } = await forwarding()
      upstream.answer = () => ({ status: 307, headers: { location: `${elsewhere.url}/v3/events` } })
      await send(collector, { sib_type: 'page', ma_url: `${elsewhere.url}/a`, ma_referrer: elsewhere.url, properties: { image: elsewhere.url } })
      await eventually(() => state(inspector)).toMatchObject({ waiting: 1, pause: { reason: { status: 307, code: 'redirected' } } })
      expect(elsewhere.connections()).toBe(0)
    } finally {
      await elsewhere.end()
    }
  })

  it('shows what is refused for good, and sends it again when it is told to', async () => {
    const { collector, inspector } = await forwarding()
    upstream.answer = () => ({ status: 400, body: { code: 'invalid_parameter', message: 'no such attribute' } })
    await send(collector, { sib_name: 'e0' }, { sib_name: 'e1' })
    await eventually(() => read(inspector, '/api/relay/dead-letters')).toMatchObject({
      count: 2,
      deadLetters: [{ hit: { sib_name: 'e1' } }, { hit: { sib_name: 'e0' }, email: 'a@b.test', status: 400, code: 'invalid_parameter', message: 'no such attribute' }],
    })
    upstream.answer = () => ({ status: 204 })
    const { deadLetters } = await read<{ deadLetters: { row: number }[] }>(inspector, '/api/relay/dead-letters?limit=1')
    const replay = (body: object) =>
      fetch(at(inspector, '/api/relay/replay'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    expect(await (await replay({ rows: [deadLetters[0]?.row] })).json()).toEqual({ replayed: 1 })
    await eventually(() => state(inspector)).toMatchObject({ delivered: 1, dead: 1 })
    expect(await (await replay({ rows: 'all' })).json()).toEqual({ replayed: 1 })
    await eventually(() => state(inspector)).toMatchObject({ delivered: 2, dead: 0 })
    for (const body of [{}, { rows: 'some' }, { rows: ['1'] }]) {
      const answer = await replay(body)
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid_parameter' }])
    }
    expect((await fetch(at(inspector, '/api/relay/dead-letters?limit=0'))).status).toBe(400)
  })

  it('sends again what another process puts back, while it runs and after a start', async () => {
    const letters = (...args: string[]): Promise<Ended> => command.run('dead-letters', ...args).ended
    const { collector, inspector, child, ended } = await forwarding()
    upstream.answer = () => ({ status: 400, body: { code: 'invalid_parameter', message: 'no such attribute' } })
    await send(collector, { sib_name: 'e0' }, { sib_name: 'e1' })
    await eventually(() => state(inspector)).toMatchObject({ waiting: 0, dead: 2 })
    expect(await letters()).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^row .*\n2 .* track e1 .*\n1 .* track e0 .*: no such attribute\n$/) as string })
    upstream.answer = () => ({ status: 204 })

    expect(await letters('replay', '--rows', '2')).toMatchObject({ code: 0, stderr: '' })
    await eventually(() => state(inspector)).toMatchObject({ waiting: 0, delivered: 1, dead: 1 })
    expect(names().slice(2)).toEqual(['e1'])
    child.kill('SIGTERM')
    await ended
    expect(await letters('replay', '--all')).toMatchObject({ code: 0, stderr: '' })
    const second = await forwarding()
    await eventually(() => state(second.inspector)).toMatchObject({ waiting: 0, delivered: 2, dead: 0 })
    expect(names().slice(2)).toEqual(['e1', 'e0'])

    expect(await letters()).toEqual({ code: 0, stdout: 'There are no dead letters.\n', stderr: '' })
    expect(await letters('replay', '--rows', '2')).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'sib-collector: row 2 is no dead letter; sib-collector dead-letters lists them\n',
    })
  })

  it('stops although an answer does not come, and sends that event again at the next start', async () => {
    const { collector, child, ended } = await forwarding()
    upstream.answer = () => 'silent'
    await send(collector, { sib_name: 'e0' })
    await eventually(names).toEqual(['e0'])
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
    upstream.answer = () => ({ status: 204 })
    await forwarding()
    await eventually(names).toEqual(['e0', 'e0'])
  })
})

describe('sib-collector --forward v2', () => {
  it('calls the documented paths, one event at a time, with the key that each event came with', async () => {
    const { collector, inspector } = await command.listening('--forward', 'v2', '--forward-host', upstream.url)
    await send(collector, { sib_type: 'page', email_id: undefined, sib_name: 'Home' }, { sib_type: 'identify', properties: { FIRSTNAME: 'Thomas' } }, { sib_name: 'order_completed' })
    await eventually(() => state(inspector)).toMatchObject({ waiting: 0, delivered: 3 })
    const calls = upstream.requests.map(({ path, headers, body }) => [path, headers['ma-key'], headers['api-key'], (body as { email: string }).email])
    expect(calls).toEqual(['trackPage', 'identify', 'trackEvent'].map((path) => [`/api/v2/${path}`, 'public-key', undefined, 'a@b.test']))
  })

  it('does not let one wrong key hold up the others', async () => {
    const { collector, inspector } = await command.listening('--forward', 'v2', '--forward-host', upstream.url)
    upstream.answer = ({ headers }) => ({ status: headers['ma-key'] === 'wrong' ? 401 : 204 })
    const hit = { key: 'wrong', cuid: 'v', sib_type: 'track', sib_name: 'x', email_id: 'a@b.test' }
    await fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify(hit) })
    await send(collector, { sib_name: 'e0' })
    await eventually(() => state(inspector)).toMatchObject({ waiting: 0, delivered: 1, dead: 1 })
  })

  it('does not let keys that no header can hold stop it', async () => {
    const { collector, inspector } = await command.listening('--forward', 'v2', '--forward-host', upstream.url)
    for (const key of ['my key', 'ключ'])
      await fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify({ key, cuid: 'v', sib_type: 'track', sib_name: 'x', email_id: 'a@b.test' }) })
    await send(collector, { sib_name: 'e0' })
    await eventually(() => state(inspector)).toMatchObject({ waiting: 0, delivered: 1, dead: 2 })
    const letter = { status: 0, code: 'invalid_parameter', message: expect.stringContaining('header') as string }
    expect(await read(inspector, '/api/relay/dead-letters')).toMatchObject({ deadLetters: [letter, letter] })
  })
})

describe('sib-collector without --forward', () => {
  it('sends nothing, and says so', async () => {
    delete environment.SIB_FORWARD_API_KEY
    const { collector, inspector } = await command.listening('--forward-host', upstream.url)
    await send(collector, { sib_name: 'e0' })
    expect(await state(inspector)).toEqual({ mode: 'off' })
    const answer = await fetch(at(inspector, '/api/relay/dead-letters'))
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'document_not_found', message: expect.stringContaining('--forward') as string }])
    expect(upstream.connections()).toBe(0)
  })
})

describe('a collector that cannot forward', () => {
  const refusal = async (environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> => {
    const other = createTestCommand(environment)
    try {
      return await other.run('--json', '--port', '0', '--inspector-port', '0', ...args).ended
    } finally {
      await other.end()
    }
  }

  it.each([
    [{}, ['--forward', 'v3'], 'SIB_FORWARD_API_KEY'],
    [{ SIB_FORWARD_API_KEY: 'two words' }, ['--forward', 'v3'], 'SIB_FORWARD_API_KEY'],
    [{ SIB_FORWARD_API_KEY: 'two words' }, [], 'SIB_FORWARD_API_KEY is given, but nothing to forward to: say --forward v3'],
    [{}, ['--forward', 'v4'], 'v3, v2'],
    [{}, ['--forward', 'v2', '--forward-host', 'http://example.test'], '--forward-host'],
    [{}, ['--forward', 'v2', '--forward-host', 'https://user:pass@example.test'], '--forward-host'],
    [{}, ['--forward', 'v2', '--forward-host', 'example.test'], '--forward-host'],
    [{}, ['--forward', 'v2', '--forward-host', 'http://localhost:8420', '--port', '8420'], 'this collector itself'],
    [{ SIB_TOKEN_SECRETS: 'short' }, [], 'openssl rand -base64 32'],
  ])('says why in one line: %j %j', async (environment, args, named) => {
    const ended = await refusal(environment, ...args)
    expectRefusal(ended, named)
    expect(ended.stderr).not.toContain('two words')
  })
})
