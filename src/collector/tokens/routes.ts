import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'
import type { OpenTokens } from './open'

const off: ApiError = { code: 'document_not_found', message: 'no contact tokens are redeemed: start sib-collector with SIB_TOKEN_SECRETS' }

/** Serves what has come of contact tokens, on the inspector's port: `GET /api/tokens`. */
export function serveTokens(app: FastifyInstance, tokens: OpenTokens | undefined): void {
  app.get('/api/tokens', (_request, reply) => (tokens ? reply.send(tokens.counts()) : reply.code(404).send(off)))
}
