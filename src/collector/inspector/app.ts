import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { problemAnswer } from '../answer'
import { answerParserError, problemOf } from '../faults'
import type { Store } from '../store/store'
import { servePage } from './assets'
import { protect } from './protect'
import { serveStream } from './stream'

/** What the inspector shows, and to whom. */
export interface InspectorOptions {
  readonly store: Pick<Store, 'newest' | 'totals' | 'onCommit'>
  /** Address of the collector, for a page that was itself reached under a host name. */
  readonly collectorUrl: (hostname: string) => string
  /** Directory of the built page. */
  readonly pageDirectory: string
  /** Name under which the inspector was told to listen; always let in. */
  readonly host: string
  readonly onError?: (error: Error) => void
}

const defaultLimit = 200
const maxLimit = 1000

/** Creates the inspector: a page of its own and the JSON behind it. */
export function createInspector(options: InspectorOptions): FastifyInstance {
  const { store, collectorUrl, pageDirectory, host, onError } = options
  const app = Fastify({ clientErrorHandler: answerParserError, return503OnClosing: false })
  protect(app, host)
  app.setErrorHandler((error: Error, _request, reply) => {
    const { status, body } = problemAnswer(problemOf(error))
    if (status === 503) onError?.(error)
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((request, reply) => {
    const problem: ApiError = { code: 'document_not_found', message: `there is nothing at ${request.url}` }
    return reply.code(404).send(problem)
  })

  app.get('/api/hits', (request, reply) => {
    const limit = readLimit((request.query as Record<string, unknown>).limit)
    if (limit === undefined) return reply.code(400).send(badLimit)
    return reply.send({ hits: store.newest(limit) })
  })
  app.get('/api/stats', (_request, reply) => reply.send(store.totals()))
  app.get('/api/collector', (request, reply) => reply.send({ url: collectorUrl(request.hostname) }))
  serveStream(app, store)
  servePage(app, pageDirectory)
  return app
}

const badLimit: ApiError = { code: 'out_of_range', message: `limit is a whole number from 1 to ${maxLimit}` }

function readLimit(text: unknown): number | undefined {
  if (text === undefined) return defaultLimit
  const limit = Number(text)
  return Number.isInteger(limit) && limit >= 1 && limit <= maxLimit ? limit : undefined
}
