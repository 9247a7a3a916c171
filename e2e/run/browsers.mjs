// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { Problem, quietly } from './command.mjs'

/** What the browser tests start, or put into a page, and the Debian package that brings it. */
const programs = [
  { found: () => isInPath('chromium'), package: 'chromium' },
  { found: () => isInPath('firefox-esr'), package: 'firefox-esr' },
  { found: () => isInPath('WebKitWebDriver') && hasMiniBrowser(), package: 'webkit2gtk-driver' },
  { found: () => isInPath('xvfb-run') && isInPath('Xvfb'), package: 'xvfb' },
  { found: () => isInPath('xauth'), package: 'xauth' },
  { found: () => isInPath('openssl'), package: 'openssl' },
  { found: () => existsSync('/usr/share/javascript/prototype/prototype.js'), package: 'libjs-prototype' },
  { found: () => existsSync('/usr/share/javascript/mootools/mootools.js'), package: 'libjs-mootools' },
]

/** Installs the browsers that are missing, and what else their tests need, where this machine lets us; says what to install where it does not. */
export async function installBrowsers() {
  const missing = missingPackages()
  if (missing.length === 0) return
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  const become = isInPath('apt-get') ? rootPrefix() : undefined
  if (become === undefined) throw new Problem(`browsers: missing; on Debian install them with: ${command.join(' ')}`)
  console.log(`browsers: apt-get install ${missing.join(' ')}`)
  await asRoot(become, ['apt-get', 'update'])
  await asRoot(become, command)
  const still = missingPackages()
  if (still.length > 0) throw new Problem(`browsers: installed, but not found where Debian puts them: ${still.join(' ')}`)
}

function missingPackages() {
  return programs.filter(({ found }) => !found()).map((program) => program.package)
}

/** @param {string} program */
function isInPath(program) {
  return (process.env['PATH'] ?? '').split(':').concat('/usr/bin').some((folder) => existsSync(`${folder}/${program}`))
}

function hasMiniBrowser() {
  const architectures = existsSync('/usr/lib') ? readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu')) : []
  return architectures.some((name) => ['4.1', '4.0'].some((version) => existsSync(`/usr/lib/${name}/webkit2gtk-${version}/MiniBrowser`)))
}

/** What to put before a command so that it runs as root; undefined where that would need a password. */
function rootPrefix() {
  if (process.getuid?.() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined
}

/**
 * @param {readonly string[]} become
 * @param {readonly string[]} command
 */
async function asRoot(become, command) {
  const [program = '', ...args] = [...become, ...command]
  await quietly(program, args)
}
