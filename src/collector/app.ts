import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problemAnswer } from './answer'
import type { Answer } from './answer'
import { allowEveryOrigin } from './cors'
import { encodingOf } from './decode'
import { serveDescription } from './description'
import { answerParserError, problemOf } from './faults'
import { demandHttps } from './https-only'
import { createJsonParser } from './json'
import { clientKeysOf } from './keys'
import { refuseOddRequests } from './odd-requests'
import { restPaths, rulesOf } from './paths'
import { createReceiver } from './receive'
import type { Incoming, Receiver } from './receive'
import { createAdmission } from './guard/admission'
import { guardDoorway } from './guard/doorway'
import { trustedProxies } from './guard/proxies'
import { serveScript } from './tag/script'
import { boundConnections, serverOptions } from './server'
import type { ServerParts } from './server'
import { settle } from './settings/settle'
import type { Options } from './settings/options'
import type { Sink } from './sink'
import { answerStrays } from './strays'
import { logRequests } from './log'
import type { FindEvents } from './v3/listing'
import { serveEvents, windowsOf } from './v3/routes'
import { stateLimits } from './v3/standing'

/** What the collector's routes stand on. */
export interface AppOptions extends ServerParts {
  readonly sink: Sink
  /** The built `sa.js`. */
  readonly scriptFile: string
  /** Told of every error that is the collector's own fault. */
  readonly onError?: (error: Error) => void
  readonly now?: () => number
  /** Keys, limits and rules; the defaults where they are not given. */
  readonly settings?: Options
  /** What `GET v3/events` reads. */
  readonly findEvents: FindEvents
}

/** Creates the collector's HTTP side. */
export function createApp(options: AppOptions): FastifyInstance {
  const { sink, scriptFile, onError, now, settings = settle([]), findEvents, ...parts } = options
  const app = Fastify({
    ...serverOptions(settings, parts),
    trustProxy: trustedProxies(settings.trustProxy),
    // A HEAD route would run the one for GET, and store a hit for a link preview.
    exposeHeadRoutes: false,
    // While it stops, the collector still stores what is on its way.
    return503OnClosing: false,
    clientErrorHandler: answerParserError,
    frameworkErrors: (error, _request, reply: FastifyReply) => void send(reply, problemAnswer(problemOf(error))),
  })
  const receiver = createReceiver({
    ...settings,
    sink,
    parseJson: createJsonParser(app),
    takesKey: clientKeysOf(settings),
    admit: createAdmission(settings),
    ...(now && { now }),
  })

  readBodiesAsText(app)
  logRequests(app, settings.log)
  meet(app, settings)
  answerStrays(app, (path) => rulesOf(path)?.methods)
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const problem = problemOf(error)
    if (problem.code === 'service_unavailable') onError?.(error)
    const isRefusal = problem.code !== 'service_unavailable' && request.method === 'POST' && request.routeOptions.url
    const answer = problemAnswer(problem)
    if (!isRefusal) return send(reply, answer)
    return send(reply, await receiver.turnAway(incomingOf(request), problem).catch(() => answer))
  })

  serveTracking(app, receiver)
  serveEvents(app, { ...settings, sink, findEvents, ...(onError && { onError }), ...(now && { now }) })
  serveDescription(app)
  serveScript(app, scriptFile)
  return app
}

/** What is said and refused before a route is reached, in this order. */
function meet(app: FastifyInstance, settings: Options): void {
  boundConnections(app, settings)
  stateLimits(app, windowsOf(settings))
  if (settings.public) demandHttps(app)
  allowEveryOrigin(app)
  refuseOddRequests(app)
  guardDoorway(app, settings)
}

/** What pages and servers with a client key send. */
function serveTracking(app: FastifyInstance, receiver: Receiver): void {
  app.get('/p', async (request, reply) => send(reply, await receiver.receiveTracking(incomingQuery(request))))
  app.post('/p', async (request, reply) => send(reply, await receiver.receiveTracking(incomingOf(request))))
  for (const path of restPaths)
    app.post(`/api/v2/${path}`, async (request, reply) =>
      send(reply, await receiver.receiveRest(path, incomingJson(request))),
    )
}

/** The receiver decides what a body is: beacons send JSON as plain text, or as nothing at all. */
function readBodiesAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
}

function incomingOf(request: FastifyRequest): Incoming {
  return {
    via: request.routeOptions.url ?? '',
    encoding: encodingOf(request.headers['content-type']),
    text: typeof request.body === 'string' ? request.body : '',
    maKey: request.headers['ma-key'],
    origin: request.headers.origin,
  }
}

/** The REST endpoints speak JSON alone, whatever type a client claims. */
function incomingJson(request: FastifyRequest): Incoming {
  const incoming = incomingOf(request)
  return incoming.encoding === 'form' ? { ...incoming, encoding: 'text' } : incoming
}

function incomingQuery(request: FastifyRequest): Incoming {
  return { via: '/p', encoding: 'query', origin: request.headers.origin, text: request.url.split('?').slice(1).join('?') }
}

/** No answer is for a cache: each is about one event. */
function send(reply: FastifyReply, { status, body, retryAfterSeconds }: Answer): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  return reply.code(status).header('cache-control', 'no-store').send(body)
}
