import { pino } from 'pino'
import type { Logger } from 'pino'
import type { FastifyInstance } from 'fastify'
import type { LogLevel } from './settings/options'

/** The collector's log: one JSON object a line, control characters escaped, on stderr so that stdout stays the addresses'. */
export function createLog(level: LogLevel): Logger {
  return pino({ level, base: { name: 'sib-collector' }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }))
}

/**
 * Logs every answer at level `info`: method, route, status and time. Neither bodies nor queries nor addresses of visitors
 * are written, since a log is kept longer and read by more people than the database.
 */
export function logRequests(app: FastifyInstance, level: LogLevel): void {
  if (level !== 'info') return
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    app.log.info({ method, route: routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'request')
    done()
  })
}
