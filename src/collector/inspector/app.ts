import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { problemAnswer } from '../answer'
import { answerParserError, problemOf } from '../faults'
import type { Store } from '../store/store'
import { boundConnections, serverOptions } from '../server'
import type { ServerParts } from '../server'
import { serveApi } from './api'
import type { ApiSources } from './api'
import { pageRoutes, servePage } from './assets'
import { protect } from './protect'
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
  const app = Fastify({ ...serverOptions(settings, options), clientErrorHandler: answerParserError, return503OnClosing: false })
  boundConnections(app, settings)
  protect(app, [settings.inspectorHost, ...settings.inspectorNames])
  requireToken(app, token, pageRoutes)
  app.setErrorHandler((error: Error, _request, reply) => {
    const { status, body } = problemAnswer(problemOf(error))
    if (status === 503) onError?.(error)
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((request, reply) => {
    const problem: ApiError = { code: 'document_not_found', message: `there is nothing at ${request.url}` }
    return reply.code(404).send(problem)
  })

  serveApi(app, options)
  serveStream(app, store)
  servePage(app, pageDirectory)
  return app
}
