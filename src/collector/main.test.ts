import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, createTestCommand } from './test-command'
import type { Spawned, TestCommand } from './test-command'
import { expectRefusal } from './test-refusal'

let command: TestCommand

beforeEach(() => void (command = createTestCommand()))
afterEach(() => command.end())

const run = (...args: string[]): Spawned => command.run(...args)
const listening = (...args: string[]): ReturnType<TestCommand['listening']> => command.listening(...args)

const post = (collector: string, hit: object): Promise<Response> =>
  fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify({ key: 'k', cuid: 'v', sib_type: 'page', ...hit }) })

describe('sib-collector', () => {
  it('says where it listens in one line of JSON, and both addresses answer', async () => {
    const { collector, inspector, child, ended } = await listening()
    expect(await (await post(collector, { id: 'a' })).json()).toEqual({ sib: 1, rejected: [] })
    const answer = await fetch(at(inspector, '/api/hits?limit=1'))
    expect(await answer.json()).toMatchObject({ hits: [{ id: 'a', accepted: true }] })
    expect(await (await fetch(inspector)).text()).toContain('<title>Inspector')
    expect(await (await fetch(at(inspector, '/api/collector'))).json()).toEqual({ url: collector })
    child.kill('SIGTERM')
    const { stdout } = await ended
    expect(stdout).toBe(`${JSON.stringify({ collector, inspector })}\n`)
  })

  it('greets people with both addresses and the file', async () => {
    const { child, firstLine, ended } = run('--port', '0', '--inspector-port', '0', '--db', 'mine.db')
    expect(await firstLine).toMatch(/^sib-collector \d/)
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(stdout).toMatch(/Inspector +http:\/\/127\.0\.0\.1:\d+\/\?token=\S{24}\s/)
    expect(stdout).toMatch(/Collector +http:\/\/127\.0\.0\.1:\d+/)
    expect(stdout).toContain(join(command.directory, 'mine.db'))
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly by %s, with a reader on the stream', async (signal) => {
    const { child, collector, inspector, ended } = await listening()
    await post(collector, { id: 'a' })
    const stream = await fetch(at(inspector, '/api/stream'))
    child.kill(signal)
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
    await stream.text()
    // A clean stop leaves one file behind, without a journal beside it.
    expect(existsSync(join(command.directory, 'sib-collector.db'))).toBe(true)
    expect(existsSync(join(command.directory, 'sib-collector.db-wal'))).toBe(false)
  })

  it('goes on with the file of the last run', async () => {
    const first = await listening()
    await post(first.collector, { id: 'a' })
    first.child.kill('SIGTERM')
    await first.ended
    const second = await listening()
    await post(second.collector, { id: 'a' })
    const stats = await (await fetch(at(second.inspector, '/api/stats'))).json()
    expect(stats).toMatchObject({ accepted: 1, duplicates: 1 })
  })

  it('has every acknowledged hit on disk when it is killed in the middle of its work', async () => {
    const { child, collector, ended } = await listening()
    const acknowledged: string[] = []
    let isDead = false
    const sender = async (name: string): Promise<void> => {
      for (let count = 0; !isDead; count++) {
        const id = `${name}-${count}`
        const answer = await post(collector, { id }).then((response) => response.json()).catch(() => undefined)
        if ((answer as { sib?: number } | undefined)?.sib === 1) acknowledged.push(id)
        if (acknowledged.length === 150) child.kill('SIGKILL')
      }
    }
    const senders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(sender)
    await ended
    isDead = true
    await Promise.all(senders)
    const db = new Libsql(join(command.directory, 'sib-collector.db'))
    const stored = new Set(db.prepare('SELECT id FROM hits').all().map((row) => (row as { id: string }).id))
    db.close()
    expect(acknowledged.length).toBeGreaterThanOrEqual(150)
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
  })

  it('says at its start which keys it takes', async () => {
    const greeting = async (...args: string[]): Promise<string> => {
      const { child, firstLine, ended } = run('--port', '0', '--inspector-port', '0', ...args)
      await firstLine
      child.kill('SIGTERM')
      return (await ended).stdout
    }
    expect(await greeting()).toMatch(/Client keys any is accepted.*--keys[\s\S]*API keys +none.*SIB_API_KEYS/)
    expect(await greeting('--keys', 'a,b')).toMatch(/Client keys a, b\n/)
  })

  it('takes the client keys of --keys and the api-keys of SIB_API_KEYS alone', async () => {
    process.env.SIB_API_KEYS = 'secret-1,secret-2'
    const { collector } = await listening('--keys', 'mine').finally(() => delete process.env.SIB_API_KEYS)
    expect((await post(collector, { key: 'mine' })).status).toBe(200)
    expect((await post(collector, { key: 'other' })).status).toBe(401)
    const create = (key: string): Promise<Response> =>
      fetch(`${collector}/v3/events`, {
        method: 'POST',
        headers: { 'api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ event_name: 'e', identifiers: { ext_id: '1' } }),
      })
    expect((await create('secret-2')).status).toBe(204)
    expect((await create('mine')).status).toBe(401)
    const listed = await fetch(`${collector}/v3/events`, { headers: { 'api-key': 'secret-1' } })
    expect(await listed.json()).toMatchObject({ count: 1, events: [{ event_name: 'e', contact_id: 1 }] })
  })

  it('warns of a variable that it does not know, and starts', async () => {
    process.env.SIB_PROT = '1'
    const { child, ended } = await listening().finally(() => delete process.env.SIB_PROT)
    child.kill('SIGTERM')
    const { code, stderr } = await ended
    expect([code, JSON.parse(stderr)]).toMatchObject([0, { name: 'sib-collector', msg: expect.stringContaining('SIB_PORT') as string }])
  })

  it("leaves the proxy's name to its owner", async () => {
    const behind = ['--keys', 'k', '--trust-proxy', '127.0.0.1']
    const { inspector } = await listening(...behind)
    expect(await (await fetch(at(inspector, '/api/collector'))).json()).toEqual({ url: 'https://YOUR_HOST' })
    const { child, firstLine, ended } = run('--port', '0', '--inspector-port', '0', '--db', 'other.db', ...behind)
    await firstLine
    child.kill('SIGINT')
    expect((await ended).stdout).toMatch(/Collector +http:\/\/127\.0\.0\.1:\d+ +for the proxy; set window\.sib\.api_host to the proxy's address/)
  })

  it('takes nothing without https where it is public', async () => {
    const { collector } = await listening('--public', '--keys', 'k', '--trust-proxy', '127.0.0.1')
    const answer = await post(collector, {})
    expect(answer.status).toBe(403)
    expect(await answer.json()).toEqual({ code: 'permission_denied', message: expect.stringContaining('--trust-proxy') as string })
  })

  it('serves its description as it was built', async () => {
    const { collector } = await listening()
    const built: unknown = JSON.parse(readFileSync(new URL('../../dist/openapi.json', import.meta.url), 'utf8'))
    expect(await (await fetch(`${collector}/openapi.json`)).json()).toEqual(built)
  })

  it('does not mind that nobody reads its output to the end, as with `head`', async () => {
    const { child, ended } = run('--help')
    child.stdout?.destroy()
    expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('tells its help and its version', async () => {
    expect(await run('--help').ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('8420') as string })
    expect(await run('--version').ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string })
  })
})

describe('a collector that cannot start', () => {
  const expectNone = async (args: string[], ...named: string[]): Promise<void> =>
    expectRefusal(await run('--json', '--port', '0', '--inspector-port', '0', ...args).ended, ...named)

  it('names an option that does not exist', () => expectNone(['--prot', '1'], '--prot', '--port', '--help'))
  it('names a port that is none', () => expectNone(['--port', 'x'], "'x'", '65535', '--help'))
  it('names an address that is not here', () => expectNone(['--host', '192.0.2.1'], '192.0.2.1', '--host'))
  it('names the way out where others can call and no client keys are named', () => expectNone(['--public'], '--keys'))
  it('names the ways out where it could only refuse', () => expectNone(['--public', '--keys', 'k'], 'https only', '--tls-cert', '--trust-proxy'))
  it('names a directory that is missing', () => expectNone(['--db', 'no/a.db'], 'no does not exist', '--db'))
  it('names a directory that was given for a file', () => expectNone(['--db', '.'], 'is a directory', '--db'))

  it('names a file that cannot be written', () => {
    writeFileSync(join(command.directory, 'file'), '')
    return expectNone(['--db', 'file/a.db'], 'cannot be opened or created', '--db')
  })

  it('names a file that is no database', () => {
    writeFileSync(join(command.directory, 'notes.txt'), 'not a database '.repeat(100))
    return expectNone(['--db', 'notes.txt'], 'notes.txt is not a SQLite database', '--db')
  })

  it.each(['--port', '--inspector-port'])('names the port of %s that is in use, and leaves nothing running', async (flag) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = String((server.address() as AddressInfo).port)
    await expectNone([flag, port], `port ${port} of 127.0.0.1 is in use`, flag)
    server.close()
  })
})
