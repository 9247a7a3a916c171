import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestCommand } from '../test-command'
import type { TestCommand } from '../test-command'
import { openStore } from './store'
import { fill, post } from './testing-fill'

let command: TestCommand
beforeEach(() => void (command = createTestCommand()))
afterEach(() => command.end())

/** SQLite's own bound of the file's size stands for the disk: it fails with the same error, and needs no rights. */
const maxBytes = 400_000

it('F54: answers 503 while the disk is full, keeps what it acknowledged, and goes on once there is room', async () => {
  const { collector } = await command.listening('--max-db-bytes', String(maxBytes))
  const acknowledged = await fill(collector)

  const file = join(command.directory, 'sib-collector.db')
  const other = openStore(file)
  expect(other.newest(1000).map(({ id }) => id).reverse()).toEqual(acknowledged)
  other.close()
  expect(statSync(file).size).toBeLessThanOrEqual(maxBytes)
  expect(await post(collector, 'still')).toMatchObject({ status: 503 })

  // Room is made beside the running collector.
  expect(await command.run('erase', '--visitor', 'v').ended).toMatchObject({ code: 0 })
  expect(await post(collector, 'afterwards')).toMatchObject({ status: 200, body: { sib: 1 } })
})

it('takes events again where the file may grow', async () => {
  const file = join(command.directory, 'a.db')
  const arrival = { receivedAt: 0, via: '/p', encoding: 'json', key: 'k', cuid: null, sent: null } as const
  const write = (store: ReturnType<typeof openStore>, id: string) =>
    store.write({ arrival, hits: [{ accepted: true, hit: { id, sib_type: 'page', ma_url: 'x'.repeat(100_000) } }] })
  const small = openStore(file, { maxBytes: 200_000 })
  await write(small, 'a')
  await expect(write(small, 'b')).rejects.toThrow('full')
  small.close()
  const large = openStore(file)
  await write(large, 'b')
  expect(large.newest(10).map(({ id }) => id)).toEqual(['b', 'a'])
  large.close()
})
