// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

// npm repeats at every call what it thinks of the machine's own settings; only errors are of interest here.
const environment = { ...process.env, NPM_CONFIG_LOGLEVEL: 'error', DEBIAN_FRONTEND: 'noninteractive', ...plainText() }

/** Some tools colour their output in CI although nobody looks at it there in a terminal. */
function plainText() {
  return process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }
}

/** Something that the user can do something about: shown as one line, without a stack. */
export class Problem extends Error {}

/**
 * Runs a command with its output on the screen; signals reach it, too. Returns its exit code.
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function show(command, args) {
  const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] })
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => void child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  try {
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 1
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass)
  }
}

/**
 * Runs a command that nobody wants to read, unless it fails: then its output comes with the error.
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function quietly(command, args) {
  const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Problem(`${output}${command} ${args.join(' ')} failed`)
}

/**
 * Runs `main`; a problem becomes one line and exit code 1.
 * @param {() => Promise<number>} main Returns the exit code.
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
