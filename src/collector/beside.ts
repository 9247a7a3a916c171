import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { measureRelay } from './relay/metrics'
import { openRelay } from './relay/open'
import { serveRelay } from './relay/routes'
import { readTarget } from './relay/target'
import type { Options } from './settings/options'
import type { Sink } from './sink'
import { openTokens } from './tokens/open'
import { serveTokens } from './tokens/routes'

/** What works beside the store on its database, where the options want it: the relay and contact tokens. */
export interface Beside {
  /** The sink that hits have to go through. */
  readonly sink: Sink
  /** Serves what there is to know of them; to be called on the inspector's port. */
  readonly serve: (inspector: FastifyInstance) => void
  /** Adds what they measure of themselves. */
  readonly measure: (registry: Registry) => void
  /** To be called while the store is still open. */
  readonly close: () => Promise<void>
}

/** Starts it; what the user can mend is thrown as a start problem, before anything runs. */
export function openBeside(options: Options, store: Sink, log: Logger): Beside {
  const target = readTarget(options, process.env)
  const { db, tokenSecrets } = options
  const onError = (error: Error): void => log.error({ err: error }, error.message)
  const onStandby = (): void => log.warn('another collector forwards from this database: this one will once that has ended')
  const tokens = tokenSecrets.length > 0 ? openTokens(db, tokenSecrets, { sink: store, onError }) : undefined
  const relay = target && openRelay(db, target, { onError, onStandby })
  return {
    sink: tokens?.sink ?? store,
    serve(inspector) {
      serveRelay(inspector, relay)
      serveTokens(inspector, tokens)
    },
    measure(registry) {
      if (relay) measureRelay(registry, relay)
    },
    async close() {
      await relay?.close()
      tokens?.close()
    },
  }
}
