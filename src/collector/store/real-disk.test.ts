import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, createTestCommand } from '../test-command'
import type { Spawned, TestCommand } from '../test-command'
import { createTestDirectory, useTestDirectory } from '../test-directory'
import { expectRefusal } from '../test-refusal'
import { fill, post } from './testing-fill'

/** Runs a command where a small disk is mounted on a folder, which nobody else sees, and no rights are needed for. */
const beside = (folder: string, options: string): string[] => [
  ...['unshare', '-Urm', 'sh', '-c', `mount -t tmpfs -o size=3m tmpfs "$0" && mount -o remount,${options} "$0" && exec "$@"`],
  folder,
]

const areMountsAllowed = (): boolean => {
  const folder = createTestDirectory()
  try {
    const [program = '', ...args] = beside(folder, 'size=3m')
    execFileSync(program, [...args, 'nsenter', '--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const inDirectory = useTestDirectory()
let folder: string
let command: TestCommand

beforeEach(() => void (folder = inDirectory()))
afterEach(() => command.end())

const grow = ({ child }: Spawned): void => {
  const into = ['-t', String(child.pid), '-U', '-m', '--preserve-credentials']
  execFileSync('nsenter', [...into, 'mount', '-o', 'remount,size=8m', folder])
}

describe.skipIf(!areMountsAllowed())('F54: a disk of its own (skipped where unshare may not mount one)', () => {
  it('that is full is answered with 503, loses nothing that was acknowledged, and is written again once it has room', async () => {
    command = createTestCommand({}, beside(folder, 'size=3m'))
    const running = await command.listening('--db', join(folder, 'a.db'))
    const { collector, inspector } = running
    const acknowledged = await fill(collector)
    expect((await fetch(`${collector}/readyz`)).status).toBe(503)
    expect((await fetch(`${collector}/healthz`)).status).toBe(200)

    grow(running)
    expect(await post(collector, 'afterwards')).toMatchObject({ status: 200, body: { sib: 1 } })
    expect((await fetch(`${collector}/readyz`)).status).toBe(200)
    const { hits } = (await (await fetch(at(inspector, '/api/hits?limit=1000'))).json()) as { hits: { id: string }[] }
    expect(hits.map(({ id }) => id).reverse()).toEqual([...acknowledged, 'afterwards'])
  })

  it('that cannot be written is a mistake that the start names', async () => {
    command = createTestCommand({}, beside(folder, 'ro'))
    const file = join(folder, 'a.db')
    expectRefusal(await command.run('--port', '0', '--inspector-port', '0', '--db', file).ended, file)
  })
})
