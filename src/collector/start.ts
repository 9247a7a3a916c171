import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app'
import { createInspector } from './inspector/app'
import type { Options } from './options'
import { startProblem } from './start-problem'
import { openStore } from './store/store'

/** A collector that listens. */
export interface Running {
  readonly collector: string
  readonly inspector: string
  /** Finishes what is on its way, then closes the database. */
  readonly stop: () => Promise<void>
}

/** Where the built files are, and who is told of errors. */
export interface Surroundings {
  readonly scriptFile: string
  readonly pageDirectory: string
  readonly onError: (error: Error) => void
}

/** How long a stop waits for requests that are only half here. */
const patienceMs = 2000

/** Opens the store and starts both servers; what the user can mend is thrown as a start problem. */
export async function start(options: Options, { scriptFile, pageDirectory, onError }: Surroundings): Promise<Running> {
  const { host } = options
  const store = openStore(options.db)
  const app = createApp({ sink: store, scriptFile, onError })
  const collectorUrl = (hostname: string): string => urlOf(app, isWildcard(host) ? hostname : host)
  const inspector = createInspector({ store, collectorUrl, pageDirectory, host, onError })
  const stop = async (): Promise<void> => {
    await Promise.all([close(app), close(inspector)])
    store.close()
  }

  try {
    await listen(app, { host, port: options.port, flag: '--port' })
    await listen(inspector, { host, port: options.inspectorPort, flag: '--inspector-port' })
  } catch (error) {
    await stop()
    throw error
  }
  return { collector: urlOf(app, host), inspector: urlOf(inspector, host), stop }
}

async function listen(app: FastifyInstance, at: { host: string; port: number; flag: string }): Promise<void> {
  const { host, port, flag } = at
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE')
      throw startProblem(`port ${port} of ${host} is in use; choose another with ${flag}, or ${flag} 0 for any free one`)
    if (code === 'EACCES') throw startProblem(`port ${port} is not open to this user; choose one above 1023 with ${flag}`)
    throw startProblem(`${host} is not an address of this machine; choose another with --host`)
  }
}

/** Idle connections end at once, requests under way are answered; a client that stalls cannot hold up the stop. */
async function close(app: FastifyInstance): Promise<void> {
  const impatience = setTimeout(() => app.server.closeAllConnections(), patienceMs)
  await app.close()
  clearTimeout(impatience)
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** An address that a browser on this machine can open. */
function urlOf(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`
}
