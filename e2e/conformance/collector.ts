import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { startProgram } from '../fixtures/program'

/** The api-key that the collector takes. */
export const apiKey = 'xkeysib-conformance'

/** A built collector that servers talk to. */
export interface ServerCollector {
  /** Base address of v3, as the vendor's clients want it. */
  readonly v3: string
  /** How often v3/events was answered with this status. */
  answered(status: number): Promise<number>
  /** Locks the database as another program would, so that nothing can be stored; returns the undo. */
  lock(): () => void
  remove(): Promise<void>
}

/** Starts one on free ports, with the documented limits where the settings do not say otherwise. */
export async function startServerCollector(settings: Readonly<Record<string, unknown>> = {}): Promise<ServerCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'sib-conformance-'))
  const [db, config] = [join(folder, 'collector.db'), join(folder, 'settings.json')]
  writeFileSync(config, JSON.stringify({ apiKeys: [apiKey], keys: ['client'], ...settings }))
  const program = await startProgram(['dist/collector.mjs', '--json', '--port', '0', '--inspector-port', '0', '--db', db, '--config', config])
  const { collector, inspector } = program.firstLine as { collector: string; inspector: string }
  return {
    v3: `${collector}/v3`,
    async answered(status) {
      const headers = { authorization: `Bearer ${new URL(inspector).searchParams.get('token') ?? ''}` }
      const metrics = await (await fetch(new URL('/metrics', inspector), { headers })).text()
      const line = metrics.split('\n').find((one) => one.startsWith(`sib_requests_total{route="/v3/events",status="${status}"}`))
      return Number(line?.split(' ').at(-1) ?? 0)
    },
    lock() {
      const other = new Libsql(db)
      other.exec('BEGIN IMMEDIATE')
      return () => {
        other.exec('ROLLBACK')
        other.close()
      }
    },
    async remove() {
      await program.end('SIGKILL')
      rmSync(folder, { recursive: true })
    },
  }
}

/** The statuses that `fetch` has received in this process since it was called, and a way to wait for one of them. */
export interface Statuses {
  readonly seen: readonly number[]
  next(status: number): Promise<void>
  end(): void
}

/** Listens to Node's `fetch`, which the clients use as it is. */
export function watchStatuses(): Statuses {
  const seen: number[] = []
  const waiting = new Map<number, () => void>()
  const listen = (message: unknown): void => {
    const { statusCode } = (message as { response: { statusCode: number } }).response
    seen.push(statusCode)
    waiting.get(statusCode)?.()
  }
  subscribe('undici:request:headers', listen)
  return {
    seen,
    next: (status) => new Promise((resolve) => waiting.set(status, resolve)),
    end: () => void unsubscribe('undici:request:headers', listen),
  }
}
