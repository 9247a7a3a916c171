import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../run/command.mjs'
import { bundle } from './bundle'
import { installPacked } from './packed'
import type { Packed } from './packed'

const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object; exports: object; overrides?: object }
const bin = (name: string): string => join(root, 'node_modules/.bin', name)

let packed: Packed

beforeAll(() => {
  packed = installPacked(Object.keys(pack.dependencies))
}, 60_000)

afterAll(() => packed.remove())

/** What the program prints; what it complains of, where it fails. */
function run(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { cwd: packed.folder, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    return `failed: ${stdout ?? ''}${stderr ?? ''}`
  }
}

/** What a module prints that the consumer runs in Node. */
const runModule = (source: string): string => run(process.execPath, '--input-type=module', '--eval', source)

describe('the packed package', () => {
  it('has nothing that publint objects to', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(packed.folder, 'node_modules/sib-tracker'), strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  }, 30_000)

  it('has types that every way to resolve an ES module finds', () => {
    const report = JSON.parse(run(bin('attw'), packed.file, '--profile', 'esm-only', '--format', 'json')) as {
      analysis: { entrypoints: object; problems: { kind: string; resolutionKind?: string }[] }
    }
    expect(Object.keys(report.analysis.entrypoints)).toEqual(expect.arrayContaining(Object.keys(pack.exports)))
    // CommonJS of today loads it by `import()`; TypeScript's oldest mode reads no `exports`.
    const ofOthers = ['node10', 'node16-cjs']
    expect(report.analysis.problems.filter(({ resolutionKind = '' }) => !ofOthers.includes(resolutionKind))).toEqual([])
  }, 30_000)

  it('installs on Node 20 as it promises, and so do the packages that it needs', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean; engines?: { node?: string } }> }
    const needed = Object.entries(packages).filter(([, { dev }]) => !dev)
    // An alternative of the range that begins at 20 or earlier.
    const begins = /(^|\|)\s*(>=|\^|~)?\s*(\d|1\d|20)(?!\d)/
    expect(needed.filter(([, { engines }]) => engines?.node !== undefined && !begins.test(engines.node))).toEqual([])
    expect(needed.length).toBeGreaterThan(50)
    // npm heeds those of the project at hand, never those of a package that it installs: versions are held by dependencies.
    expect(pack.overrides).toBeUndefined()
  })

  it('has the pages that its README and they themselves send readers to, and the unit', () => {
    const at = (path: string): string => join(packed.folder, 'node_modules/sib-tracker', path)
    const pages = ['README.md', ...readdirSync(at('docs')).map((name) => `docs/${name}`)]
    const linked = pages.flatMap((page) =>
      [...readFileSync(at(page), 'utf8').matchAll(/\]\(((?!https?:)[^)#]+\.(?:md|service))/g)].map(([, path = '']) => join(dirname(page), path)),
    )
    // Those two are for who changes the project, and has all of it.
    const forDevelopers = ['ARCHITECTURE.md', 'CONTRIBUTING.md']
    expect(linked.filter((path) => !forDevelopers.includes(path) && !existsSync(at(path)))).toEqual([])
    const [, unit = ''] = /npm root -g\)\/sib-tracker\/(\S+)"/.exec(readFileSync(at('docs/running-a-collector.md'), 'utf8')) ?? []
    expect(linked).toContain(unit)
  })

  it('runs its command', () => {
    expect(run(process.execPath, 'node_modules/.bin/sib-collector', '--help')).toMatch(/^Usage: sib-collector/)
  })

  it('runs its command by the package’s name, as the README has it', () => {
    const [, command = ''] = /^ {4}npx (.*sib-collector) --port/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
    expect(run('npx', '--offline', ...command.split(' '), '--help')).toMatch(/^Usage: sib-collector/)
  }, 30_000)
})

describe('types', () => {
  const check = (lib: string, module: 'bundler' | 'nodenext', ...files: string[]): string => {
    const kind = module === 'bundler' ? ['--module', 'esnext', '--moduleResolution', 'bundler'] : ['--module', module]
    const strictly = ['--strict', '--exactOptionalPropertyTypes', '--skipDefaultLibCheck']
    return run(bin('tsc'), '--noEmit', ...strictly, ...kind, '--lib', lib, '--target', 'es2020', ...files)
  }

  it.each(['bundler', 'nodenext'] as const)('say what each call takes and what not, where modules are resolved by %s', (module) => {
    expect(check('es2020,dom,dom.iterable', module, 'types.ts', 'dom.ts')).toBe('')
  }, 60_000)

  it.each(['bundler', 'nodenext'] as const)('of the REST client take what an app has declared, where modules are resolved by %s', (module) => {
    expect(check('es2020,dom,dom.iterable', module, 'rest.ts')).toBe('')
  }, 60_000)

  it('need no DOM', () => {
    expect(check('es2020', 'nodenext', 'types.ts')).toBe('')
  }, 60_000)

  it.each(['globals.ts', 'globals-import.ts', 'globals-events.ts'])('of the globals are there for those who ask: %s', (file) => {
    expect(check('es2020,dom', 'bundler', file)).toBe('')
  }, 60_000)

  it('are lost where events are declared in a file without an import, as the README warns', () => {
    expect(check('es2020,dom', 'bundler', 'events-without-import.d.ts', 'replaced.ts')).toMatch(/replaced\.ts\(\d+,\d+\): error TS2305/)
  }, 60_000)

  it('of the globals are not there for others', () => {
    expect(check('es2020,dom', 'bundler', 'types.ts', 'without-globals.ts')).toMatch(/without-globals\.ts\(\d+,\d+\): error TS2304: .*'sendinblue'/)
  }, 60_000)
})

describe('on a server', () => {
  it('is imported and called in silence, and leaves nothing behind', () => {
    const source = `
      const before = Reflect.ownKeys(globalThis).length
      const tracker = await import('sib-tracker')
      await import('sib-tracker/globals')
      tracker.init({ client_key: 'key', debug: true })
      tracker.identify('a@b.example', {}, () => console.log('called back'))
      tracker.track('x', {}, { id: 1 }, () => console.log('called back'))
      tracker.trackLink('a')
      tracker.page()
      tracker.consent('granted')
      tracker.reset()
      console.log(Object.keys(tracker).sort().join(), Reflect.ownKeys(globalThis).length - before)`
    expect(runModule(source)).toBe('consent,identify,init,page,reset,track,trackLink 0\n')
  })

  it('keeps no process alive', () => {
    expect(runModule("import { init, track } from 'sib-tracker'; init({ client_key: 'key' }); track('x')")).toBe('')
  })
})

describe('in a bundle', () => {
  it('everything is one module without imports', async () => {
    const code = await bundle(packed.folder, 'app.js')
    expect(code).not.toMatch(/\bimport\b|\brequire\b/)
    expect(code).toContain('in-automate.brevo.com')
    const kilobytes = (brotliCompressSync(code).length / 1000).toFixed(1)
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`a bundle grows by ${kilobytes} kB brotli`)
  }, 30_000)

  it('what is not used is left out', async () => {
    const code = await bundle(packed.folder, 'unused.js')
    expect(code).toContain('bundled')
    expect(code.length).toBeLessThan(100)
  }, 30_000)

  it('the script itself stays where it is imported for its effect', async () => {
    expect(await bundle(packed.folder, 'script.js')).toContain('in-automate.brevo.com')
  }, 30_000)
})
