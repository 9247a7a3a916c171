import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Told } from './command-line'
import { parseOptions } from './options'
import type { Options } from './options'
import { defaults, settings } from './settings/table'
import { useTestDirectory } from './test-directory'

const inDirectory = useTestDirectory()

const parse = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Options | Told => parseOptions(args, '1.2.3', environment)

const file = (content: unknown): string => {
  const path = inDirectory('settings.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** One value for each setting that is not its default: as a text, and as the collector gets it. */
const samples: { readonly [K in keyof Options]: readonly [given: string, value: Options[K]] } = {
  host: ['::1', '::1'],
  port: ['0', 0],
  inspectorHost: ['0.0.0.0', '0.0.0.0'],
  inspectorPort: ['65535', 65_535],
  inspectorNames: ['watch.test, devbox', ['watch.test', 'devbox']],
  inspectorPlainHttp: ['true', true],
  inspectorToken: ['a secret of its own', 'a secret of its own'],
  db: ['a.db', 'a.db'],
  maxDbBytes: ['1000000', 1_000_000],
  keepDays: ['400', 400],
  keepRejectedDays: ['none', Infinity],
  keepIdsDays: ['8', 8],
  attributes: ['PLAN, AGE', ['PLAN', 'AGE']],
  json: ['true', true],
  log: ['info', 'info'],
  tlsCert: ['cert.pem', 'cert.pem'],
  tlsKey: ['key.pem', 'key.pem'],
  trustProxy: ['10.0.0.0/8, loopback', ['10.0.0.0/8', 'loopback']],
  origins: ['k=https://a.test,k=https://b.test', ['k=https://a.test', 'k=https://b.test']],
  keys: ['a, b', ['a', 'b']],
  apiKeys: ['secret-a,secret-b', ['secret-a', 'secret-b']],
  public: ['true', true],
  maxApiRequestsPerSecond: ['20', 20],
  maxApiRequestsPerHour: ['none', Infinity],
  maxApiBatchBytes: ['none', Infinity],
  maxApiBatchEvents: ['300', 300],
  maxApiPropertiesBytes: ['none', Infinity],
  maxRequestsPerAddress: ['7', 7],
  maxRequestsPerKey: ['none', Infinity],
  maxBodyBytes: ['none', Infinity],
  maxHeaderBytes: ['none', 1024 * 1024],
  maxBatchHits: ['none', Infinity],
  maxDepth: ['none', 1000],
  maxConnections: ['none', Infinity],
  maxRequestsPerConnection: ['none', Infinity],
  headerTimeout: ['none', Infinity],
  requestTimeout: ['1', 1],
  answerTimeout: ['3', 3],
  idleTimeout: ['2', 2],
  forward: ['v3', 'v3'],
  forwardHost: ['https://a.test', 'https://a.test'],
  forwardRequestsPerSecond: ['20', 20],
  forwardBatchesPerHour: ['200', 200],
  tokenSecrets: ['a,b', ['a', 'b']],
}
const values = Object.fromEntries(Object.entries(samples).map(([name, [, value]]) => [name, value]))
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const isFlag = (name: string): boolean => settings[name as keyof Options].isSecret !== true

describe('parseOptions', () => {
  it('has a default for everything, and no limits of rate as long as only this machine can call', () => {
    expect(parse([])).toEqual({ ...defaults, maxRequestsPerAddress: Infinity, maxRequestsPerKey: Infinity })
  })

  it.each([[['--host', '0.0.0.0', '--keys', 'k']], [['--host', '::', '--keys', '*']], [['--trust-proxy', 'loopback', '--keys', 'k']], [['--public', '--keys', 'k', '--trust-proxy', '::1']]])('limits rates once others can call: %j', (args) => {
    const { maxRequestsPerAddress, maxRequestsPerKey } = defaults
    expect(parse(args)).toMatchObject({ maxRequestsPerAddress, maxRequestsPerKey })
    expect(parse([...args, '--max-requests-per-key', 'none'])).toMatchObject({ maxRequestsPerAddress, maxRequestsPerKey: Infinity })
  })

  it('keeps a limit that was asked for on this machine, too', () => {
    expect(parse(['--max-requests-per-address', '7'])).toMatchObject({ maxRequestsPerAddress: 7 })
  })

  it('reads every setting that is no secret from its flag', () => {
    const args = Object.entries(samples).filter(([name]) => isFlag(name)).flatMap(([name, [given]]) => (given === 'true' ? [`--${kebab(name)}`] : [`--${kebab(name)}`, given]))
    expect(parse(args)).toEqual({ ...values, inspectorToken: '', apiKeys: [], tokenSecrets: [] })
  })

  it('reads every setting from its variable', () => {
    const variables = Object.entries(samples).map(([name, [given]]) => [`SIB_${kebab(name).replaceAll('-', '_').toUpperCase()}`, given])
    expect(parse([], Object.fromEntries(variables) as NodeJS.ProcessEnv)).toEqual(values)
  })

  it('reads every setting from the file', () => {
    const lifted = (value: unknown): unknown => (value === Infinity ? 'none' : value)
    const content = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, lifted(value)]))
    expect(parse(['--config', file(content)])).toEqual(values)
    expect(parse([], { SIB_CONFIG: file(content) })).toEqual(values)
  })

  it('lets a flag overrule a variable, and a variable the file', () => {
    const config = file({ port: 1, db: 'file.db', host: '127.0.0.2' })
    expect(parse(['--config', config, '--port', '3'], { SIB_PORT: '2', SIB_DB: 'variable.db' })).toMatchObject({
      port: 3,
      db: 'variable.db',
      host: '127.0.0.2',
    })
  })

  it('takes an empty variable, and one that it does not know, for none', () => {
    expect(parse([], { SIB_PORT: '', SIB_PROT: 'x' })).toMatchObject({ port: 8420 })
  })

  it('tells its version and its help', () => {
    expect(parse(['--version'])).toEqual({ text: '1.2.3\n' })
    const { text } = parse(['--help']) as Told
    for (const name of Object.keys(settings)) expect(text).toContain(isFlag(name) ? `--${kebab(name)}` : `SIB_${kebab(name).replaceAll('-', '_').toUpperCase()}`)
    expect(text).not.toContain('--inspector-token')
    for (const command of ['tag', 'export', 'erase', 'dead-letters', 'dead-letters replay']) expect(text).toMatch(new RegExp(`^ +sib-collector ${command}  `, 'm'))
    for (const name of ['SIB_CONFIG', 'SIB_FORWARD_API_KEY']) expect(text).toContain(name)
  })

  it.each([
    [['--prot', '1'], '--prot'],
    [['--port', 'abc'], 'abc'],
    [['--port', '65536'], '65535'],
    [['--port', '-1'], '-1'],
    [['--port', '1.5'], '1.5'],
    [['--port', ''], '--port'],
    [['--port'], '--port'],
    [['--inspector-port', '1e3'], '1e3'],
    [['--inspector-token', 'x'], '--inspector-token'],
    [['--json=yes'], '--json'],
    [['--log', 'loud'], 'silent, error, warn, info'],
    [['--max-depth', '1001'], '1000'],
    [['--max-body-bytes', '0'], 'none'],
    [['--trust-proxy', 'a,,b'], '--trust-proxy'],
    [['exprot'], "'exprot' is not understood here: the commands are tag, export, erase, dead-letters, dead-letters replay, and come first"],
    [['--port', '1', 'export'], "'export' is not understood here"],
    [['a\nb'], "'a b' is not"],
  ])('refuses %j in one line that names the mistake and the way out', (args, named) => {
    expect(() => parse(args)).toThrow(named)
    expect(() => parse(args)).toThrow(/^[^\n]*See sib-collector --help\.$/)
  })

  it('names the variable that is wrong, even where a flag overrules it', () => {
    expect(() => parse(['--port', '1'], { SIB_PORT: 'x\ny' })).toThrow("SIB_PORT must be a whole number from 0 to 65535, not 'x y'")
  })

  it.each([
    [[], { SIB_API_KEYS: 'hush,' }, {}, 'SIB_API_KEYS must be a list that is separated by commas, no part of it empty. See'],
    [[], { SIB_TOKEN_SECRETS: ',hush' }, {}, 'SIB_TOKEN_SECRETS must be a list'],
    [[], {}, { apiKeys: ['hush', 1] }, '"apiKeys" in'],
    [[], {}, { inspectorToken: { hush: 1 } }, '"inspectorToken" in'],
    [['--api-keys=hush'], {}, {}, "unknown option '--api-keys'"],
    [['--inspector-token=hu\nhush'], {}, {}, "unknown option '--inspector-token'"],
  ])('never quotes a secret: %j, %j, %j', (args, environment, content, named) => {
    const config = ['--config', file(content)]
    expect(() => parse([...args, ...config], environment)).toThrow(named)
    expect(() => parse([...args, ...config], environment)).toThrow(/^(?![^]*hush)/)
  })

  it.each([
    [{ prot: 1 }, '"prot" in'],
    [{ port: '8420' }, '"port" in'],
    [{ maxDepth: null }, 'not null'],
    [{ origins: 'k=https://a.test' }, '"origins" in'],
    [[1], 'one JSON object'],
    ['{', 'not well-formed JSON'],
  ])('names what is wrong in the file: %j', (content, named) => {
    expect(() => parse(['--config', file(content)])).toThrow(named)
  })

  it('names a file that is not there', () => {
    expect(() => parse(['--config', inDirectory('no.json')])).toThrow('no.json cannot be read; choose another file with --config')
  })

  it.each([[['--host', '0.0.0.0']], [['--host', '::']], [['--host', 'shop.test']], [['--host', '127.shop.test']], [['--trust-proxy', 'loopback']], [['--public', '--trust-proxy', '::1']]])(
    'wants to know the client keys once others can call: %j',
    (args) => {
      expect(() => parse(args)).toThrow('--keys')
      expect(parse([...args, '--keys', 'a'])).toMatchObject({ keys: ['a'] })
    },
  )

  const certified = ['--tls-cert', 'a.pem', '--tls-key', 'b.pem']
  const proxied = ['--trust-proxy', 'loopback']

  it('wants https from a public collector: its own, or that of a proxy', () => {
    const args = ['--public', '--keys', 'k']
    expect(() => parse(args)).toThrow(/https only.*--tls-cert.*--trust-proxy/)
    for (const way of [certified, proxied]) expect(parse([...args, ...way])).toMatchObject({ public: true })
  })

  it.each(['0.0.0.0', '::', '10.0.0.7', 'watch.test', '127.watch.test'])('keeps the inspector of a public collector from plain http at %s', (host) => {
    const args = ['--public', '--keys', 'k', '--inspector-host', host]
    expect(() => parse([...args, ...proxied])).toThrow(/--inspector-host at 127\.0\.0\.1, .*--tls-cert.*--inspector-plain-http/)
    for (const way of [certified, [...proxied, '--inspector-plain-http']]) expect(parse([...args, ...way])).toMatchObject({ inspectorHost: host })
    expect(parse(['--inspector-host', host])).toMatchObject({ inspectorHost: host })
  })

  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1'])('lets it listen at %s', (host) => {
    expect(parse(['--public', '--keys', 'k', '--inspector-host', host, ...proxied])).toMatchObject({ inspectorHost: host })
  })

  it('wants a token that cannot be guessed where others can reach the inspector, or none, so that one is made', () => {
    const args = ['--inspector-host', '0.0.0.0']
    const parseWith = (token: string): unknown => parse(args, { SIB_INSPECTOR_TOKEN: token })
    expect(() => parseWith('fifteen letters')).toThrow(/0\.0\.0\.0.*SIB_INSPECTOR_TOKEN at least 16 characters, or none/)
    expect(parseWith('sixteen letters.')).toMatchObject({ inspectorToken: 'sixteen letters.' })
    expect(parseWith('')).toMatchObject({ inspectorToken: '' })
    expect(parse([], { SIB_INSPECTOR_TOKEN: 'mine' })).toMatchObject({ inspectorToken: 'mine' })
  })

  it.each(['--tls-cert', '--tls-key'])('refuses %s alone', (flag) => {
    expect(() => parse([flag, 'a.pem'])).toThrow('--tls-cert and --tls-key')
  })
})
