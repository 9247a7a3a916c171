import { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyHttpOptions, FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Server } from 'node:http'
import type { Options } from './settings/options'
import type { Certificate } from './tls'

/** How often connections are looked at for being late. */
const checkEveryMs = 1000

/** The longest time that a timer can be set to: what stands for a lifted limit where zero would mean a default. */
const endlessMs = 2 ** 31 - 1

/** What a server is made with, apart from what is set. */
export interface ServerParts {
  readonly log?: FastifyBaseLogger
  readonly certificate?: Certificate | undefined
}

/**
 * The options of Fastify that both servers share: bounds and times against clients that send too much or too slowly.
 * Without these Node waits five minutes for a request, and Fastify for ever.
 */
export function serverOptions(settings: Options, { log, certificate }: ServerParts): FastifyHttpOptions<Server> {
  const { maxBodyBytes, maxHeaderBytes, maxRequestsPerConnection, idleTimeout } = settings
  const requestTimeout = milliseconds(settings.requestTimeout)
  const headersTimeout = Math.min(milliseconds(settings.headerTimeout), requestTimeout || Infinity)
  const http = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: checkEveryMs,
    // `refuseOddRequests` says what is missing; Node would say nothing.
    requireHostHeader: false,
  }
  const common: FastifyServerOptions = {
    bodyLimit: Math.min(maxBodyBytes, Number.MAX_SAFE_INTEGER),
    requestTimeout,
    // The last answer says `connection: close`, so that no client is cut off while it sends (RFC 9112, 9.6). What a client
    // has sent on top of it before it read that gets Node's 503 without a body: no hook reaches that answer, and to close
    // the connection instead could take answers along that are still on their way.
    maxRequestsPerSocket: Number.isFinite(maxRequestsPerConnection) ? maxRequestsPerConnection : 0,
    keepAliveTimeout: milliseconds(idleTimeout) || endlessMs,
    ...(log && { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true }),
    // What is logged of a request says all about it (`logRequests`): a logger for each would be made for nothing.
    childLoggerFactory: (logger) => logger,
  }
  if (!certificate) return { ...common, http }
  const https = { ...http, ...certificate, handshakeTimeout: headersTimeout || endlessMs }
  // Of Fastify's two kinds of server the rest of the collector needs to know only the one.
  return { ...common, https } as FastifyHttpOptions<Server>
}

/** Bounds how many connections there are at a time; more are closed at once, before they cost anything. */
export function boundConnections({ server }: FastifyInstance, { maxConnections }: Options): void {
  if (Number.isFinite(maxConnections)) server.maxConnections = maxConnections
}

/** A time as Node takes it: zero, which is no limit there, where it is lifted. */
export function milliseconds(seconds: number): number {
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, endlessMs) : 0
}
