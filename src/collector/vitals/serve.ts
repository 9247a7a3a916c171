import type { FastifyInstance } from 'fastify'
import type { Vitals } from './vitals'

/**
 * Serves `/healthz` (the process answers) and `/readyz` (503 with the reason while nothing should be sent here), for whoever
 * restarts and balances.
 */
export function serveHealth(app: FastifyInstance, { readiness }: Pick<Vitals, 'readiness'>): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/healthz',
    handler: (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  })
  app.route({
    method: ['GET', 'HEAD'],
    url: '/readyz',
    handler(_request, reply) {
      const problem = readiness.problem()
      reply.header('cache-control', 'no-store')
      return problem ? reply.code(503).send(problem) : reply.send({ status: 'ready' })
    },
  })
}

/** Serves `/metrics` in the text format of Prometheus. */
export function serveMetrics(app: FastifyInstance, { registry }: Pick<Vitals, 'registry'>): void {
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}
