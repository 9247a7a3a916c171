import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as Rest from '../rest/main'
import { at, createTestCommand } from './test-command'
import type { TestCommand } from './test-command'

const root = fileURLToPath(new URL('../..', import.meta.url))
const file = join(root, 'dist/rest.mjs')
const run = promisify(execFile)
const secret = Buffer.alloc(32, 1).toString('base64')

vi.setConfig({ testTimeout: 60_000 })

let rest: typeof Rest
let command: TestCommand
let collector: string
let inspector: string

beforeAll(async () => {
  rest = (await import(file)) as typeof Rest
  command = createTestCommand({ SIB_TOKEN_SECRETS: `${Buffer.alloc(32, 9).toString('base64')},${secret}` })
  ;({ collector, inspector } = await command.listening())
})

afterAll(() => command.end())

const hits = async (): Promise<Record<string, unknown>[]> => {
  const { hits: list } = (await (await fetch(at(inspector, '/api/hits'))).json()) as { hits: Record<string, unknown>[] }
  return list.reverse()
}
const email = 'thomas@example.test'

describe('the built REST client, with a collector', () => {
  it('makes the four calls of api/v2', async () => {
    const client = rest.createClient({ maKey: 'v2-key', trackerHost: collector })
    await client.identify({ email, attributes: { FIRSTNAME: 'Thomas' } })
    await client.trackPage({ email, page: 'Home' })
    await client.trackLink({ email, link: 'https://a.test/' })
    await client.trackEvent({ email, event: 'order_completed', eventdata: { id: '1', data: { total: 1 } } })
    const stored = (await hits()).filter(({ key }) => key === 'v2-key')
    expect(stored.map(({ kind, email: contact }) => [kind, contact])).toEqual(['identify', 'page', 'trackLink', 'track'].map((kind) => [kind, email]))
    expect(stored[3]?.body).toMatchObject({ sib_name: 'order_completed', event: { id: '1', data: { total: 1 } } })
  })

  it('names what the collector refuses', async () => {
    const client = rest.createClient({ maKey: 'v2-key', trackerHost: collector })
    const error: unknown = await client.trackEvent({ email, event: '' }).catch((reason: unknown) => reason)
    expect(rest.isRestError(error) && error).toMatchObject({ status: 400, code: 'missing_parameter', attempts: 1 })
  })
})

describe('a contact token, with a collector that knows its secret', () => {
  let visitors = 0
  const visit = async (address: string, cuid: string): Promise<unknown> => {
    const hit = { id: crypto.randomUUID(), ts: 1, lane: 'l', seq: 0, sib_type: 'page', ma_url: address }
    const answer = await fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify({ key: 'site', cuid, sent: 1, hits: [hit] }) })
    return answer.json()
  }
  const visitor = (): string => `visitor-${++visitors}`
  const counts = async (): Promise<unknown> => (await fetch(at(inspector, '/api/tokens'))).json()

  it('tells once who follows the link; forged, expired and reused ones do nothing but count', async () => {
    const link = await rest.addContactToken('https://shop.test/sale?a=1', { secret, email })
    const first = visitor()
    expect(await visit('https://shop.test/', first)).toEqual({ sib: 1, rejected: [] })
    expect(await visit(link, first)).toEqual({ sib: 1, rejected: [], email_id: email })
    expect(await visit(link, first)).toEqual({ sib: 1, rejected: [], email_id: email })
    expect(await visit(link, visitor())).toEqual({ sib: 1, rejected: [] })

    const old = await rest.mintContactToken({ secret, email, lifetimeMs: 1000 }, Date.now() - 2000)
    expect(await visit(`https://shop.test/?sib_clid=${old}`, visitor())).toEqual({ sib: 1, rejected: [] })
    const forged = await rest.addContactToken('https://shop.test/', { secret: Buffer.alloc(32, 5).toString('base64'), email })
    expect(await visit(forged, visitor())).toEqual({ sib: 1, rejected: [] })
    expect(await visit(`https://shop.test/?email=${email}`, visitor())).toEqual({ sib: 1, rejected: [] })

    expect(await counts()).toEqual({ used: 1, reused: 1, expired: 1, forged: 1, conflicting: 0 })
    const stored = (await hits()).filter(({ key }) => key === 'site')
    expect(stored.map(({ email: contact }) => contact)).toEqual([email, email, email, null, null, null, null])
    expect(JSON.stringify(stored)).not.toContain('sib_clid')
  })
})

describe('dist/rest.mjs', () => {
  it('imports nothing', () => {
    expect(readFileSync(file, 'utf8')).not.toMatch(/^\s*(import|export)\b.*\bfrom\b|\bimport\(|\brequire\(/m)
  })

  it('works where there is nothing but what browsers and workers have as well', async () => {
    const script = `
      // Node makes these itself, from parts that need its own globals, when they are first asked for.
      const log = console.log
      void [Response, Headers, crypto]
      for (const name of ['process', 'Buffer', 'global', 'require', 'setImmediate', 'clearImmediate']) delete globalThis[name]
      const { createClient, mintContactToken } = await import(${JSON.stringify(new URL(`file://${file}`).href)})
      const fetch = async () => new Response(null, { status: 204 })
      await createClient({ apiKey: 'a', fetch }).createEvent({ event_name: 'x', identifiers: { ext_id: '1' } })
      log(typeof await mintContactToken({ secret: ${JSON.stringify(secret)}, email: ${JSON.stringify(email)} }), typeof process)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
    expect(stdout).toBe('string undefined\n')
  })

  it('has types that say what its calls take', async () => {
    const consumer = join(command.directory, 'consumer.mts')
    writeFileSync(
      consumer,
      `import { createClient, isRestError } from ${JSON.stringify(file)}
      import type { ApiEvent, RestError } from ${JSON.stringify(file)}
      const client = createClient({ apiKey: 'a', retries: 0 })
      const event: ApiEvent = { event_name: 'x', identifiers: { contact_id: 1 }, event_properties: { a: [1, { b: null }] } }
      const settled: Promise<{ readonly accepted: number }> = client.createEvents([event], { signal: AbortSignal.timeout(1), onProgress: ({ settled }) => settled.toFixed() })
      await settled.catch((error: unknown) => { if (isRestError(error)) { const one: RestError = error; one.code.trim(); one.status.toFixed() } })
      // @ts-expect-error: no such option
      createClient({ apikey: 'a' })
      // @ts-expect-error: somebody has to be named
      await client.trackEvent({ event: 'x' })
      // @ts-expect-error: a date is sent as its text
      const dated: ApiEvent = { event_name: 'x', identifiers: {}, event_date: new Date() }
      export { dated }`,
    )
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom']
    const compiled = await run(join(root, 'node_modules/.bin/tsc'), [...options, consumer], { cwd: command.directory }).then(() => '', (error: unknown) => (error as { stdout: string }).stdout)
    expect(compiled).toBe('')
  })
})
