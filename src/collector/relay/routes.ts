import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { isJsonObject } from '../json'
import type { OpenRelay } from './open'
import type { DeadLettersReport, RelayReport } from './report'

const off: ApiError = { code: 'document_not_found', message: 'nothing is forwarded: start sib-collector with --forward' }
const defaultLimit = 200
const maxLimit = 1000
const badLimit: ApiError = { code: 'out_of_range', message: `limit is a whole number from 1 to ${maxLimit}` }
const badRows: ApiError = { code: 'invalid_parameter', message: 'the body must be {"rows": "all"} or {"rows": [row, ...]}' }

/**
 * Serves the relay's state on the inspector's port: `GET /api/relay`, `GET /api/relay/dead-letters?limit=` and
 * `POST /api/relay/replay`, which puts dead letters back into the queue. The upstream's key is in none of them.
 */
export function serveRelay(app: FastifyInstance, relay: OpenRelay | undefined): void {
  app.get('/api/relay', (_request, reply) => {
    if (!relay) return reply.send({ mode: 'off' } satisfies RelayReport)
    const { mode, host } = relay.target
    return reply.send({ mode, host, ...relay.state() } satisfies RelayReport)
  })

  app.get('/api/relay/dead-letters', (request, reply) => {
    if (!relay) return reply.code(404).send(off)
    const { limit: text } = request.query as { limit?: unknown }
    const limit = text === undefined ? defaultLimit : Number(text)
    if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) return reply.code(400).send(badLimit)
    return reply.send({ deadLetters: relay.dead(limit), count: relay.state().dead } satisfies DeadLettersReport)
  })

  app.post('/api/relay/replay', (request, reply) => {
    if (!relay) return reply.code(404).send(off)
    const rows = rowsOf(request.body)
    if (rows === undefined) return reply.code(400).send(badRows)
    return reply.send({ replayed: relay.replay(rows) })
  })
}

function rowsOf(body: unknown): 'all' | readonly number[] | undefined {
  const rows = isJsonObject(body) ? body.rows : undefined
  if (rows === 'all') return rows
  return Array.isArray(rows) && rows.every((row) => Number.isSafeInteger(row)) ? (rows as number[]) : undefined
}
