import { deepEqual, match } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { apiKey, startCollector } from '../fixtures/collector'
import { expectedOfServers, linkPattern } from './expected'
import { startTroubledGate } from './troubled-gate'
import type { Places } from './walk.mjs'

/** How each runtime starts a program; npx fetches those that are not here. */
const runtimes = [
  [process.execPath],
  ['npx', '--yes', 'bun@1.4.5'],
  ['npx', '--yes', 'deno@2.9.6', 'run', '--allow-net', '--allow-read', '--allow-env'],
] as const

const program = fileURLToPath(new URL('program.mjs', import.meta.url))

/** Walks through the REST client in each runtime for servers, against a collector of its own; returns the exit code. */
export async function run(): Promise<number> {
  let failures = 0
  for (const [command, ...args] of runtimes) {
    const name = args.find((arg) => arg.includes('@')) ?? `node ${process.version}`
    try {
      await tryIn(command, args)
      console.log(`${name}: each call, refusal, retry, time limit, abort and token as expected`)
    } catch (error) {
      failures++
      console.log(`${name}:`, error)
    }
  }
  return failures > 0 ? 1 : 0
}

async function tryIn(command: string, args: readonly string[]): Promise<void> {
  const collector = await startCollector()
  const gate = await startTroubledGate(collector.url)
  try {
    const places: Places = { host: `http://127.0.0.1:${gate.port}`, maKey: 'k', apiKey, secret: btoa('s'.repeat(32)) }
    const { stdout } = await promisify(execFile)(command, [...args, program, JSON.stringify(places)])
    const { link, ...told } = JSON.parse(stdout) as Record<string, unknown>
    deepEqual(told, expectedOfServers)
    match(String(link), linkPattern)
  } finally {
    await gate.stop()
    await collector.remove()
  }
}
