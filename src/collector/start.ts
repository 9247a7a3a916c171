import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createApp } from './app'
import { openBeside } from './beside'
import { createInspector } from './inspector/app'
import { createToken } from './inspector/token'
import type { Options } from './options'
import { startProblem } from './start-problem'
import { openStore } from './store/store'
import { readCertificate, renewCertificate } from './tls'
import { serveHealth, serveMetrics } from './vitals/serve'
import { createVitals } from './vitals/vitals'

/** A collector that listens. */
export interface Running {
  readonly collector: string
  /** The inspector's address, with the token that opens it. */
  readonly inspector: string
  /** Reads the certificate again, which its files have changed. */
  readonly renew: () => void
  /** Finishes what is on its way, then closes the database. */
  readonly stop: () => Promise<void>
}

/** Where the built files are, and where the log goes. */
export interface Surroundings {
  readonly scriptFile: string
  readonly pageDirectory: string
  readonly log: Logger
}

/** How long a stop waits for requests that are only half here. */
const patienceMs = 2000

/** What pages call where a proxy stands before the collector: its name is not known here, and no caller is believed it. */
const behindProxy = 'https://YOUR_HOST'

/** Opens the store and starts both servers; what the user can mend is thrown as a start problem. */
export async function start(options: Options, { scriptFile, pageDirectory, log }: Surroundings): Promise<Running> {
  const { host, inspectorHost, trustProxy } = options
  const certificate = readCertificate(options)
  const store = openStore(options.db, { ...options, maxBytes: options.maxDbBytes, keepWaiting: options.forward !== '' })
  const vitals = createVitals(store.totals)
  const onError = (error: Error): void => log.error({ err: error }, error.message)
  const beside = openBeside(options, store, log)
  const app = createApp({ sink: vitals.watchSink(beside.sink), findEvents: store.findEvents, scriptFile, onError, settings: options, log, certificate })
  const collectorUrl = (hostname: string): string => (trustProxy.length > 0 ? behindProxy : urlOf(app, isWildcard(host) ? hostname : host))
  const token = options.inspectorToken || createToken()
  const inspector = createInspector({ store, collectorUrl, pageDirectory, token, health: vitals.report, onError, settings: options, log, certificate })
  vitals.watchAnswers(app)
  serveHealth(app, vitals)
  serveMetrics(inspector, vitals)
  beside.serve(inspector)
  beside.measure(vitals.registry)
  const stop = async (): Promise<void> => {
    vitals.readiness.leave()
    await Promise.all([close(app), close(inspector)])
    await beside.close()
    store.close()
  }

  try {
    await listen(app, { host, port: options.port, flag: '' })
    await listen(inspector, { host: inspectorHost, port: options.inspectorPort, flag: 'inspector-' })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    collector: urlOf(app, host),
    inspector: `${urlOf(inspector, inspectorHost)}/?token=${encodeURIComponent(token)}`,
    renew: () => renewCertificate(options, [app, inspector]),
    stop,
  }
}

async function listen(app: FastifyInstance, at: { host: string; port: number; flag: '' | 'inspector-' }): Promise<void> {
  const { host, port, flag } = at
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE')
      throw startProblem(`port ${port} of ${host} is in use; choose another with --${flag}port, or --${flag}port 0 for any free one`)
    if (code === 'EACCES') throw startProblem(`port ${port} is not open to this user; choose one above 1023 with --${flag}port`)
    throw startProblem(`${host} is not an address of this machine; choose another with --${flag}host`)
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
  const scheme = app.initialConfig.https ? 'https' : 'http'
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${scheme}://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`
}
