import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RestPath } from '../contract/rest'
import { problemAnswer } from './answer'
import type { Answer } from './answer'
import { allowEveryOrigin } from './cors'
import { encodingOf } from './decode'
import { answerParserError, answerStrays, problemOf } from './faults'
import { createJsonParser } from './json'
import { createReceiver } from './receive'
import type { Incoming } from './receive'
import { serveScript } from './script'
import type { Sink } from './sink'

/** What the collector's routes stand on. */
export interface AppOptions {
  readonly sink: Sink
  /** The built `sa.js`. */
  readonly scriptFile: string
  /** Told of every error that is the collector's own fault. */
  readonly onError?: (error: Error) => void
  readonly now?: () => number
}

/** Largest body that is read. */
const maxBodyBytes = 256 * 1024

const restPaths: readonly RestPath[] = ['identify', 'trackEvent', 'trackLink', 'trackPage']

/** Every path with its methods, for preflights and for answers to other methods. */
const methods = new Map([
  ['/p', 'GET, POST'],
  ['/sa.js', 'GET, HEAD'],
  ...restPaths.map((path) => [`/api/v2/${path}`, 'POST'] as const),
])
const methodsOf = (path: string): string | undefined => methods.get(path)

/** Creates the collector's HTTP side. */
export function createApp({ sink, scriptFile, onError, now }: AppOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    // A HEAD route would run the one for GET, and store a hit for a link preview.
    exposeHeadRoutes: false,
    // While it stops, the collector still stores what is on its way.
    return503OnClosing: false,
    clientErrorHandler: answerParserError,
    frameworkErrors: (error, _request, reply: FastifyReply) => void send(reply, problemAnswer(problemOf(error))),
  })
  const receiver = createReceiver({ sink, parseJson: createJsonParser(app), ...(now && { now }) })

  readBodiesAsText(app)
  allowEveryOrigin(app, methodsOf)
  answerStrays(app, methodsOf)
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const problem = problemOf(error)
    if (problem.code === 'service_unavailable') onError?.(error)
    const isRefusal = problem.code !== 'service_unavailable' && request.method === 'POST' && request.routeOptions.url
    const answer = problemAnswer(problem)
    if (!isRefusal) return send(reply, answer)
    return send(reply, await receiver.turnAway(incomingOf(request), problem).catch(() => answer))
  })

  app.get('/p', async (request, reply) => send(reply, await receiver.receiveTracking(incomingQuery(request))))
  app.post('/p', async (request, reply) => send(reply, await receiver.receiveTracking(incomingOf(request))))
  for (const path of restPaths)
    app.post(`/api/v2/${path}`, async (request, reply) =>
      send(reply, await receiver.receiveRest(path, incomingJson(request))),
    )
  serveScript(app, scriptFile)
  return app
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
  }
}

/** The REST endpoints speak JSON alone, whatever type a client claims. */
function incomingJson(request: FastifyRequest): Incoming {
  const incoming = incomingOf(request)
  return incoming.encoding === 'form' ? { ...incoming, encoding: 'text' } : incoming
}

function incomingQuery(request: FastifyRequest): Incoming {
  return { via: '/p', encoding: 'query', text: request.url.split('?').slice(1).join('?') }
}

/** No answer is for a cache: each is about one event. */
function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send(body)
}
