import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Libsql from 'libsql'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const command = fileURLToPath(new URL('../../dist/collector.mjs', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Spawned {
  readonly child: ChildProcess
  readonly firstLine: Promise<string>
  readonly ended: Promise<Ended>
}

let directory: string
let children: ChildProcess[] = []

beforeAll(() => {
  if (!existsSync(command)) throw new Error('dist/collector.mjs is missing: run npm run build first')
})

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sib-command-'))
})

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  children = []
  rmSync(directory, { recursive: true })
})

function run(...args: string[]): Spawned {
  const child = spawn(process.execPath, [command, ...args], { cwd: directory })
  children.push(child)
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString()
      const [line, rest] = stdout.split('\n', 2)
      if (rest !== undefined) resolve(line ?? '')
    })
    child.on('close', () => reject(new Error(`ended before it said anything: ${stderr}`)))
  })
  firstLine.catch(() => undefined)
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  return { child, firstLine, ended }
}

async function listening(...args: string[]): Promise<Spawned & { collector: string; inspector: string }> {
  const spawned = run('--json', '--port', '0', '--inspector-port', '0', ...args)
  const addresses = JSON.parse(await spawned.firstLine) as { collector: string; inspector: string }
  return { ...spawned, ...addresses }
}

const post = (collector: string, hit: object): Promise<Response> =>
  fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify({ key: 'k', cuid: 'v', sib_type: 'page', ...hit }) })

describe('sib-collector', () => {
  it('says where it listens in one line of JSON, and both addresses answer', async () => {
    const { collector, inspector, child, ended } = await listening()
    expect(await (await post(collector, { id: 'a' })).json()).toEqual({ sib: 1, rejected: [] })
    const answer = await fetch(`${inspector}/api/hits?limit=1`)
    expect(await answer.json()).toMatchObject({ hits: [{ id: 'a', accepted: true }] })
    expect(await (await fetch(inspector)).text()).toContain('<title>Inspector')
    expect(await (await fetch(`${inspector}/api/collector`)).json()).toEqual({ url: collector })
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
    expect(stdout).toMatch(/Inspector +http:\/\/127\.0\.0\.1:\d+/)
    expect(stdout).toMatch(/Collector +http:\/\/127\.0\.0\.1:\d+/)
    expect(stdout).toContain(join(directory, 'mine.db'))
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly by %s, with a reader on the stream', async (signal) => {
    const { child, collector, inspector, ended } = await listening()
    await post(collector, { id: 'a' })
    const stream = await fetch(`${inspector}/api/stream`)
    child.kill(signal)
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
    await stream.text()
    // A clean stop leaves one file behind, without a journal beside it.
    expect(existsSync(join(directory, 'sib-collector.db'))).toBe(true)
    expect(existsSync(join(directory, 'sib-collector.db-wal'))).toBe(false)
  })

  it('goes on with the file of the last run', async () => {
    const first = await listening()
    await post(first.collector, { id: 'a' })
    first.child.kill('SIGTERM')
    await first.ended
    const second = await listening()
    await post(second.collector, { id: 'a' })
    const stats = await (await fetch(`${second.inspector}/api/stats`)).json()
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
    const db = new Libsql(join(directory, 'sib-collector.db'))
    const stored = new Set(db.prepare('SELECT id FROM hits').all().map((row) => (row as { id: string }).id))
    db.close()
    expect(acknowledged.length).toBeGreaterThanOrEqual(150)
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
  })

  it('tells its help and its version', async () => {
    expect(await run('--help').ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('8420') as string })
    expect(await run('--version').ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string })
  })
})

describe('a collector that cannot start', () => {
  const expectRefusal = async (args: string[], ...named: string[]): Promise<void> => {
    const { code, stdout, stderr } = await run('--json', '--port', '0', '--inspector-port', '0', ...args).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^sib-collector: [^\n]+\n$/)
    for (const part of named) expect(stderr).toContain(part)
  }

  it('names an option that does not exist', () => expectRefusal(['--prot', '1'], '--prot', '--port', '--help'))
  it('names a port that is none', () => expectRefusal(['--port', 'x'], "'x'", '65535', '--help'))
  it('names an address that is not here', () => expectRefusal(['--host', '192.0.2.1'], '192.0.2.1', '--host'))
  it('names a directory that is missing', () => expectRefusal(['--db', 'no/a.db'], 'no does not exist', '--db'))
  it('names a directory that was given for a file', () => expectRefusal(['--db', '.'], 'is a directory', '--db'))

  it('names a file that cannot be written', () => {
    writeFileSync(join(directory, 'file'), '')
    return expectRefusal(['--db', 'file/a.db'], 'cannot be opened or created', '--db')
  })

  it('names a file that is no database', () => {
    writeFileSync(join(directory, 'notes.txt'), 'not a database '.repeat(100))
    return expectRefusal(['--db', 'notes.txt'], 'notes.txt is not a SQLite database', '--db')
  })

  it.each(['--port', '--inspector-port'])('names the port of %s that is in use, and leaves nothing running', async (flag) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = String((server.address() as AddressInfo).port)
    await expectRefusal([flag, port], `port ${port} of 127.0.0.1 is in use`, flag)
    server.close()
  })
})
