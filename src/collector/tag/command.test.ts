import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCommand } from '../test-command'
import type { Ended, TestCommand } from '../test-command'
import { expectRefusal } from '../test-refusal'

let command: TestCommand
beforeEach(() => void (command = createTestCommand()))
afterEach(() => command.end())

const run = (...args: string[]): Promise<Ended> => command.run('tag', ...args).ended

// Each starts processes, which takes long on a busy machine.
describe('sib-collector tag', { timeout: 30_000 }, () => {
  it('prints a tag whose pinned script its collector has under that name, to be kept', async () => {
    const { collector } = await command.listening()
    const { code, stdout, stderr } = await run('--key', 'k', '--address', `${collector}/`, '--pin')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [url = ''] = /http:[^"]+\/sa-[^"]+/.exec(stdout) ?? []
    const script = await fetch(url)
    expect([script.status, script.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')])
  })

  it('takes the newest script where nothing is pinned', async () => {
    const { stdout } = await run('--key', 'k', '--address', 'https://events.example.test')
    expect(stdout).toContain('"https://events.example.test/sa.js?key="')
    expect(stdout).not.toContain('integrity')
  })

  it.each([
    [[], '--key'],
    [['--key', 'k'], '--address'],
    [['--key', '', '--address', 'https://a.test'], '--key is empty'],
    [['--key', 'k', '--address', 'events.example.com'], 'https://events.example.com'],
    [['--key', 'k', '--address', 'ftp://a.test'], '--address takes'],
    [['--key', 'k', '--address', 'https://a.test/?b'], '--address takes'],
    [['--key', 'k', '--address', 'https://a.test', '--db', 'a.db'], '--db'],
  ])('%j is refused in one line, and makes no file', async (args, named) => {
    expectRefusal(await run(...args), named)
    expect(readdirSync(command.directory)).toEqual([])
  })

  it('tells its help', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('--pin') as string })
  })
})
