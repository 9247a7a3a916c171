import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { problemAnswer } from '../answer'
import { answerParserError, problemOf } from '../faults'
import { refuseOddRequests } from '../odd-requests'
import type { Store } from '../store/store'
import { boundConnections, serverOptions } from '../server'
import type { ServerParts } from '../server'
import { answerStrays, noteRoutes } from '../strays'
import { serveApi } from './api'
import type { ApiSources } from './api'
import { pageRoutes, servePage } from './assets'
import { inspectorHeaders, protect } from './protect'
import { serveStream } from './stream'
import { requireToken } from './token'

/** What the inspector shows, and to whom. */
export interface InspectorOptions extends ServerParts, ApiSources {
  readonly store: Pick<Store, 'totals' | 'lookup' | 'onCommit'>
  /** Directory of the built page. */
  readonly pageDirectory: string
  /** What opens the inspector's data. */
  readonly token: string
  readonly onError?: (error: Error) => void
}

/** Creates the inspector: a page of its own and the JSON behind it. */
export function createInspector(options: InspectorOptions): FastifyInstance {
  const { store, pageDirectory, token, settings, onError } = options
  const fail = (error: Error, reply: FastifyReply): FastifyReply => {
    const { status, body } = problemAnswer(problemOf(error))
    if (status === 503) onError?.(error)
    return reply.code(status).send(body)
  }
  const app = Fastify({
    ...serverOptions(settings, options),
    clientErrorHandler: answerParserError,
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply: FastifyReply) => void fail(error, reply.headers(inspectorHeaders)),
  })
  boundConnections(app, settings)
  protect(app, [settings.inspectorHost, ...settings.inspectorNames])
  refuseOddRequests(app)
  requireToken(app, token, pageRoutes)
  app.setErrorHandler((error: Error, _request, reply) => fail(error, reply))
  answerStrays(app, noteRoutes(app))

  serveApi(app, options)
  serveStream(app, store)
  servePage(app, pageDirectory)
  return app
}
