import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createOriginRule } from '../guard/origins'
import { parseOptions } from '../options'
import type { Options } from '../options'
import { flagOf, variableOf } from '../settings/names'
import { settings } from '../settings/table'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const read = (name: string): string => readFileSync(path(name), 'utf8')
const root = path('../../..')

const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** What whoever installs it has to add. */
const secrets = { SIB_KEYS: 'k' }

describe('the systemd unit', () => {
  const unit = read('sib-collector.service')
  const [, args = ''] = /^ExecStart=\/usr\/bin\/env sib-collector (.*)$/m.exec(unit) ?? []

  it('starts the command with flags that it takes', () => {
    expect(parseOptions(args.split(' '), '0', secrets)).toMatchObject({ trustProxy: ['loopback'], log: 'warn' })
    const known = Object.keys(settings).map(flagOf)
    expect((args.match(/--[a-z-]+/g) ?? []).filter((flag) => !known.includes(flag))).toEqual([])
  })

  it('takes the settings of the guide beside its flags', () => {
    const [, lines = ''] = /^```\n(SIB_[^`]+)\n```$/m.exec(readFileSync(`${root}/docs/running-a-collector.md`, 'utf8')) ?? []
    const environment = Object.fromEntries(lines.split('\n').map((line) => line.split(/=(.*)/s))) as NodeJS.ProcessEnv
    const { keys, origins, ...others } = parseOptions(args.split(' '), '0', environment) as Options
    expect([keys, others.public, others.keepDays, others.inspectorToken]).toEqual([['YOUR_CLIENT_KEY'], true, 400, 'A_LONG_SECRET'])
    expect(createOriginRule(origins)('YOUR_CLIENT_KEY', 'https://shop.example.com')).toBeUndefined()
  })

  it('takes no key of just anybody who comes through its proxy, and says how to name those that it takes', () => {
    expect(() => parseOptions(args.split(' '), '0', {})).toThrow('--keys')
    for (const name of Object.keys(secrets)) expect(unit).toMatch(new RegExp(`^# .*${name}=`, 'm'))
    expect(parseOptions(args.split(' '), '0', { ...secrets, SIB_PUBLIC: 'true' })).toMatchObject({ public: true, maxRequestsPerAddress: 50 })
  })

  it('names variables that the command reads', () => {
    const variables = Object.keys(settings).map(variableOf)
    expect((unit.match(/SIB_[A-Z_]+/g) ?? []).filter((name) => !variables.includes(name))).toEqual([])
  })

  it.skipIf(!succeeds('systemd-analyze', '--version'))('is one that systemd understands (where it is installed)', () => {
    const { stderr } = spawnSync('systemd-analyze', ['verify', path('sib-collector.service')], { encoding: 'utf8' })
    expect(stderr.split('\n').filter((line) => line.includes('sib-collector.service'))).toEqual([])
  })
})

describe('the Dockerfile', () => {
  const dockerfile = read('Dockerfile')

  it('sets variables that the command reads, to values that it takes', () => {
    const [, pairs = ''] = /^ENV (SIB_.*)$/m.exec(dockerfile) ?? []
    const environment = Object.fromEntries(pairs.split(' ').map((pair) => pair.split('='))) as NodeJS.ProcessEnv
    const variables = Object.keys(settings).map(variableOf)
    expect(Object.keys(environment).filter((name) => !variables.includes(name))).toEqual([])
    expect(parseOptions([], '0', { ...environment, ...secrets })).toMatchObject({ host: '0.0.0.0', inspectorHost: '0.0.0.0', db: '/data/sib-collector.db' })
    const behindProxy = { ...environment, ...secrets, SIB_PUBLIC: 'true', SIB_TRUST_PROXY: '172.17.0.1' }
    expect(parseOptions([], '0', behindProxy)).toMatchObject({ public: true, trustProxy: ['172.17.0.1'] })
  })

  it('copies only what the context holds', () => {
    const allowed = readFileSync(`${root}/.dockerignore`, 'utf8').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1))
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names]) => names?.split(' ') ?? [])
    expect(copied.filter((name) => !allowed.includes(name))).toEqual([])
    expect(copied.length).toBeGreaterThan(4)
  })

  it.skipIf(!succeeds('docker', 'info'))('builds (where an engine runs)', { timeout: 600_000 }, () => {
    const { status, stderr } = spawnSync('docker', ['build', '-f', path('Dockerfile'), root], { encoding: 'utf8' })
    expect([status, status === 0 ? '' : stderr]).toEqual([0, ''])
  })
})
