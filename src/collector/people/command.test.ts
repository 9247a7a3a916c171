import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCommand } from '../test-command'
import type { Ended, TestCommand } from '../test-command'
import { expectRefusal } from '../test-refusal'
import { answerAboutPeople } from './command'

let command: TestCommand
beforeEach(() => void (command = createTestCommand()))
afterEach(() => command.end())

const post = (collector: string, hit: object): Promise<unknown> =>
  fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify({ key: 'k', cuid: 'v', sib_type: 'page', ...hit }) }).then((answer) => answer.json())
const run = (...args: string[]): Promise<Ended> => command.run(...args).ended

// Each starts processes, which takes long on a busy machine.
describe('sib-collector export and erase', { timeout: 30_000 }, () => {
  it('work beside a collector that runs, which then keeps out what was on its way', async () => {
    const { collector } = await command.listening()
    await post(collector, { id: 'a', email_id: 'ann@a.test', properties: { FIRSTNAME: 'Ann' } })
    const { code, stdout, stderr } = await run('export', '--email', 'Ann@a.test')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      contacts: [{ attributes: { FIRSTNAME: 'Ann' } }],
      visitors: [{ key: 'k', cuid: 'v' }],
      events: [{ id: 'a' }],
    })

    const happened = Date.now()
    expect(await run('erase', '--email', 'ann@a.test')).toEqual({ code: 0, stdout: 'Erased ann@a.test with 1 event.\n', stderr: '' })
    expect(await post(collector, { id: 'late', email_id: 'ann@a.test', ts: happened, sent: Date.now() })).toEqual({ sib: 1, rejected: [] })
    expect(await run('export', '--email', 'ann@a.test')).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'sib-collector: nothing is stored about ann@a.test\n',
    })
  })

  it('name a visitor by the id of the cookie', async () => {
    const { collector } = await command.listening()
    await post(collector, { id: 'a' })
    expect(JSON.parse((await run('export', '--visitor', 'v')).stdout)).toMatchObject({ contacts: [], events: [{ id: 'a' }] })
    expect((await run('erase', '--visitor', 'v')).stdout).toBe('Erased visitor v with 1 event.\n')
    const nobody = { code: 0, stdout: expect.stringMatching(/^Nobody found: nothing is stored about visitor v\. /) as string, stderr: '' }
    expect(await run('erase', '--visitor', 'v')).toEqual(nobody)
  })

  it.each([
    [['erase'], 'One of --email and --visitor is needed. See sib-collector erase --help.'],
    [['erase', '--email', 'nobody'], '--email takes an e-mail address'],
    [['export', '--email', 'a@b.test', '--visitor', 'v'], 'cannot be used with'],
    [['export', '--mail', 'a@b.test'], '--mail'],
    [['erase', '--email', 'a@b.test', '--db', 'none.db'], 'none.db'],
  ])('%j is refused in one line, and makes no file', async (args, named) => {
    expectRefusal(await run(...args), named)
    expect(readdirSync(command.directory)).toEqual([])
  })

  it('need nothing of what a collector needs to start', () => {
    expect(() => answerAboutPeople(['export', '--email', 'a@b.test'], { SIB_HOST: '0.0.0.0', SIB_PUBLIC: 'true', SIB_DB: 'none.db' })).toThrow('none.db')
  })

  it('tell their help', async () => {
    expect(await run('erase', '--help')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('--visitor') as string })
  })
})
