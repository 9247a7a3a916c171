import { describe, expect, it } from 'vitest'
import { parseOptions } from './options'

const parse = (...args: string[]): ReturnType<typeof parseOptions> => parseOptions(args, '1.2.3')

describe('parseOptions', () => {
  it('has a default for everything', () => {
    const defaults = { host: '127.0.0.1', port: 8420, inspectorPort: 8421, db: 'sib-collector.db', json: false }
    expect(parse()).toEqual(defaults)
  })

  it('reads every option', () => {
    expect(parse('--host', '::1', '--port', '0', '--inspector-port=65535', '--db', 'a.db', '--json')).toEqual({
      host: '::1',
      port: 0,
      inspectorPort: 65_535,
      db: 'a.db',
      json: true,
    })
  })

  it('tells its version and its help', () => {
    expect(parse('--version')).toEqual({ text: '1.2.3\n' })
    expect(parse('--help')).toMatchObject({ text: expect.stringContaining('--inspector-port') as string })
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
    [['--json=yes'], '--json'],
    [['extra'], 'arguments'],
  ])('refuses %j in one line that names the mistake and the way out', (args, named) => {
    expect(() => parse(...args)).toThrow(named)
    expect(() => parse(...args)).toThrow(/^[^\n]*See sib-collector --help\.$/)
  })
})
