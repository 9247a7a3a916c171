// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Problem, root } from './command.mjs'

/** How long a server may take to stop before it is ended. */
const patienceMs = 5_000

/**
 * Starts a Node program that prints its addresses as JSON in its first line.
 * @param {string} name
 * @param {readonly string[]} args
 */
export async function startServer(name, args) {
  // In a process group of its own, or Ctrl+C would reach it as well, and our own signal then be its second.
  const child = spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill())
  const ended = once(child, 'exit').then(([code, signal]) => `${name} has ended by itself (${signal ?? `exit code ${code}`})`)
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([once(lines, 'line'), ended])
  if (typeof first === 'string') throw new Problem(first)
  return {
    /** @type {Record<string, string>} */
    addresses: JSON.parse(String(first[0])),
    ended,
    async stop() {
      const deadline = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      child.kill()
      await ended
      clearTimeout(deadline)
    },
  }
}
