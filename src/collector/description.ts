import type { FastifyInstance } from 'fastify'
import { description } from './schemas'

/** Serves the description of the collector's HTTP side, to pages of every origin as well: viewers of such files are pages. */
export function serveDescription(app: FastifyInstance): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/openapi.json',
    handler: (_request, reply) => reply.header('cache-control', 'no-cache').send(description),
  })
}
