import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { at, createTestCommand } from './test-command'
import type { TestCommand } from './test-command'

let command: TestCommand
afterEach(() => command.end())

const begin = (environment: NodeJS.ProcessEnv = {}): TestCommand => (command = createTestCommand(environment))
const hit = JSON.stringify({ key: 'k', cuid: 'v', sib_type: 'page', email_id: 'ann@secret.test', sib_name: 'a\nb\u001b[31m' })

describe('the command', () => {
  it('says that it lives, whether it is ready, and its figures to those who have the token', async () => {
    const { collector, inspector } = await begin().listening()
    expect(await (await fetch(`${collector}/healthz`)).json()).toEqual({ status: 'ok' })
    expect(await (await fetch(`${collector}/readyz`)).json()).toEqual({ status: 'ready' })
    expect((await fetch(`${collector}/readyz`, { method: 'HEAD' })).status).toBe(200)
    await fetch(`${collector}/p`, { method: 'POST', body: hit })
    expect((await fetch(new URL('/metrics', inspector))).status).toBe(401)
    expect((await fetch(`${collector}/metrics`)).status).toBe(404)
    const metrics = await fetch(at(inspector, '/metrics'))
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const text = await metrics.text()
    expect(text).toContain('sib_hits_total{verdict="accepted"} 1\n')
    expect(text).toContain('sib_requests_total{route="/p",status="200"} 1\n')
    expect(text).toContain('process_resident_memory_bytes')
  })

  it('takes its settings from variables and a file, the token among them', async () => {
    const { directory, listening } = begin({ SIB_INSPECTOR_TOKEN: 'mine', SIB_CONFIG: 'settings.json' })
    writeFileSync(join(directory, 'settings.json'), '{"maxBodyBytes": 50}')
    const { collector, inspector } = await listening()
    expect(new URL(inspector).search).toBe('?token=mine')
    expect((await fetch(`${collector}/p`, { method: 'POST', body: hit })).status).toBe(413)
  })

  it('logs one line of JSON for a request, without what was sent', async () => {
    const { listening } = begin()
    const { collector, child, ended } = await listening('--log', 'info')
    await fetch(`${collector}/p?email_id=ann@secret.test`, { method: 'POST', body: hit })
    await fetch(`${collector}/no/ann@secret.test`)
    child.kill('SIGTERM')
    const { stderr } = await ended
    expect(stderr).not.toContain('secret.test')
    expect(stderr).not.toContain('127.0.0.1:5')
    const lines = stderr.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.filter(({ msg }) => msg === 'request')).toMatchObject([
      { method: 'POST', route: '/p', status: 200, ms: expect.any(Number) as number, name: 'sib-collector' },
      { method: 'GET', route: 'unknown', status: 404 },
    ])
  })

  it('serves both ports over TLS', async () => {
    const { directory, listening } = begin()
    makeCertificate(directory)
    const { collector, inspector } = await listening('--tls-cert', 'cert.pem', '--tls-key', 'key.pem')
    expect([new URL(collector).protocol, new URL(inspector).protocol]).toEqual(['https:', 'https:'])
    expect((await askInsecurely(`${collector}/healthz`)).text).toBe('{"status":"ok"}')
    expect((await askInsecurely(at(inspector, '/api/collector').href)).text).toBe(JSON.stringify({ url: collector }))
  })

  it('is public over TLS of its own, and wants browsers to come back by it', async () => {
    const { directory, listening } = begin()
    makeCertificate(directory)
    const { collector } = await listening('--tls-cert', 'cert.pem', '--tls-key', 'key.pem', '--public', '--keys', 'k')
    const { headers, text } = await askInsecurely(`${collector}/p?key=k&sib_type=page`)
    expect(JSON.parse(text)).toEqual({ sib: 1, rejected: [] })
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/)
  })

  it('shows a renewed certificate after SIGHUP, and keeps the old one where the new one is of no use', async () => {
    const { directory, listening } = begin()
    makeCertificate(directory)
    const { collector, child } = await listening('--tls-cert', 'cert.pem', '--tls-key', 'key.pem', '--log', 'info')
    const told = (words: string): Promise<void> =>
      new Promise((resolve) => child.stderr?.on('data', (part: Buffer) => part.toString().includes(words) && resolve()))
    const before = await fingerprintOf(collector)
    makeCertificate(directory)
    const renewed = told('the certificate was read again')
    child.kill('SIGHUP')
    await renewed
    const after = await fingerprintOf(collector)
    expect(after).not.toBe(before)
    writeFileSync(join(directory, 'cert.pem'), 'nothing')
    const refused = told('the certificate stays the old one')
    child.kill('SIGHUP')
    await refused
    expect(await fingerprintOf(collector)).toBe(after)
  })

  it.each([
    ['missing.pem', 'cert.pem', 'missing.pem cannot be read; choose another file with --tls-cert'],
    ['cert.pem', 'cert.pem', 'are not a certificate and its key'],
  ])('names what is wrong with %s and %s', async (cert, key, named) => {
    const { directory, run } = begin()
    makeCertificate(directory)
    const { code, stderr } = await run('--tls-cert', cert, '--tls-key', key).ended
    expect(code).toBe(2)
    expect(stderr).toMatch(/^sib-collector: [^\n]+\n$/)
    expect(stderr).toContain(named)
  })

  it.each([
    [['--trust-proxy', 'my proxy', '--keys', 'k'], "'my proxy'"],
    [['--origins', 'k=shop.test'], '--origins'],
    [['--inspector-host', '192.0.2.1'], '--inspector-host'],
  ])('names what is wrong with %j', async (args, named) => {
    const { code, stderr } = await begin().run('--port', '0', '--inspector-port', '0', ...args).ended
    expect(code).toBe(2)
    expect(stderr).toMatch(/^sib-collector: [^\n]+\n$/)
    expect(stderr).toContain(named)
  })
})

function makeCertificate(directory: string): void {
  const args = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost'
  execFileSync('openssl', args.split(' '), { cwd: directory, stdio: 'ignore' })
}

/** Of the certificate that a new connection is shown. */
async function fingerprintOf(url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

function askInsecurely(url: string): Promise<{ headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { rejectUnauthorized: false }, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => (text += part.toString())).on('end', () => resolve({ headers: answer.headers, text }))
    })
    asking.on('error', reject).end()
  })
}
