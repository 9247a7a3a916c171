import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createTestDirectory } from './test-directory'

/** How a process came to its end, and all that it said. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A process of the built command. */
export interface Spawned {
  readonly child: ChildProcess
  readonly firstLine: Promise<string>
  readonly ended: Promise<Ended>
}

/** The built command in a directory of its own. For tests only. */
export interface TestCommand {
  readonly directory: string
  readonly run: (...args: readonly string[]) => Spawned
  /** Starts it on free ports and waits for its addresses. */
  readonly listening: (...args: readonly string[]) => Promise<Spawned & { collector: string; inspector: string }>
  /** Ends what still runs, and removes the directory. */
  readonly end: () => Promise<void>
}

const command = fileURLToPath(new URL('../../dist/collector.mjs', import.meta.url))

/** Creates one, run by another program where that is given; to be ended by the test. */
export function createTestCommand(environment: NodeJS.ProcessEnv = {}, runner: readonly string[] = []): TestCommand {
  if (!existsSync(command)) throw new Error('dist/collector.mjs is missing: run npm run build first')
  const directory = createTestDirectory()
  const children: ChildProcess[] = []

  const run = (...args: readonly string[]): Spawned => {
    const [program, ...before] = [...runner, process.execPath]
    const child = spawn(program, [...before, command, ...args], { cwd: directory, env: { ...process.env, ...environment } })
    children.push(child)
    return listenTo(child)
  }

  return {
    directory,
    run,
    async listening(...args) {
      const spawned = run('--json', '--port', '0', '--inspector-port', '0', ...args)
      const addresses = JSON.parse(await spawned.firstLine) as { collector: string; inspector: string }
      return { ...spawned, ...addresses }
    },
    async end() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(directory, { recursive: true })
    },
  }
}

function listenTo(child: ChildProcess): Spawned {
  let stdout = ''
  let stderr = ''
  child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()))
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (part: Buffer) => {
      stdout += part.toString()
      const [line, rest] = stdout.split('\n', 2)
      if (rest !== undefined) resolve(line ?? '')
    })
    child.on('close', () => reject(new Error(`ended before it said anything: ${stderr}`)))
  })
  firstLine.catch(() => undefined)
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  return { child, firstLine, ended }
}

/** An address below the inspector's, with the token. */
export const at = (inspector: string, path: string): URL => {
  const url = new URL(path, inspector)
  for (const [name, value] of new URL(inspector).searchParams) url.searchParams.set(name, value)
  return url
}
