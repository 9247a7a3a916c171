import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startProgram } from '../fixtures/program'
import { collectorOn, readStored } from './collector'
import { startLoad } from './load'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sib-stop-'))))
afterEach(() => rmSync(folder, { recursive: true }))

/** What a service manager grants before it kills; the promise is about this time, and so the test ends with it. */
const grantedMs = 10_000

it('stops under load within ten seconds, though a client stalls, and has all that it acknowledged', { timeout: 60_000 }, async () => {
  const file = join(folder, 'collector.db')
  const program = await startProgram(collectorOn(file))
  const { collector } = program.firstLine as { collector: string }
  const stalled = connect(Number(new URL(collector).port), '127.0.0.1')
  stalled.on('error', () => undefined)
  stalled.write('POST /p HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{')
  await once(stalled, 'connect')

  const load = startLoad(collector, { name: 'stop', clients: 8 })
  await load.reached(100)
  const granted = AbortSignal.timeout(grantedMs)
  await Promise.race([program.end('SIGTERM'), once(granted, 'abort').then(() => Promise.reject(new Error('still runs after ten seconds')))])
  await load.stop()
  stalled.destroy()

  const { counts } = readStored(file)
  expect(load.acknowledged.filter((name) => !counts.has(name))).toEqual([])
  expect(load.acknowledged.length).toBeGreaterThanOrEqual(100)
})
