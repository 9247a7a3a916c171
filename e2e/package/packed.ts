import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../run/command.mjs'

/** The package as npm would publish it, installed in a project of its own. */
export interface Packed {
  /** The tarball. */
  readonly file: string
  /** The project: the files in `consumer`, a `package.json` and `node_modules`. */
  readonly folder: string
  remove(): void
}

/** npm says at every call what it thinks of a machine's settings; only errors are of interest here. */
const env = { ...process.env, NPM_CONFIG_LOGLEVEL: 'error' }

/**
 * Packs what was built and installs it, without a network: the packages that it depends on are taken from where they
 * are installed already, as links.
 */
export function installPacked(dependencies: readonly string[]): Packed {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'sib-packed-')))
  const [packed] = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', base)) as [{ filename: string }]
  const folder = join(base, 'consumer')
  cpSync(fileURLToPath(new URL('consumer', import.meta.url)), folder, { recursive: true })
  const manifest = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { 'sib-tracker': `file:../${packed.filename}` },
    overrides: Object.fromEntries(dependencies.map((name) => [name, `file:${join(root, 'node_modules', name)}`])),
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  // A link makes npm prepare a package as its authors do, with tools of theirs that are not there; ours has no scripts.
  npm(folder, 'install', '--ignore-scripts', '--offline', '--no-audit', '--no-fund')
  return { file: join(base, packed.filename), folder, remove: () => rmSync(base, { recursive: true }) }
}

function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8' })
}
