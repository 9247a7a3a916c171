import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiError } from '../../contract/errors'

const noToken: ApiError = {
  code: 'unauthorized',
  message: 'open the inspector by the address that sib-collector printed: it carries the token that this needs',
}

/** A token that nobody guesses. */
export function createToken(): string {
  return randomBytes(18).toString('base64url')
}

/**
 * Lets nobody without the token at anything but the given routes. It comes as `Authorization: Bearer ...`, or as `token=` in
 * the query: an event stream of a browser has no headers.
 */
export function requireToken(app: FastifyInstance, token: string, openRoutes: readonly string[]): void {
  const expected = digest(token)
  app.addHook('onRequest', (request, reply, done) => {
    const isOpen = openRoutes.includes(request.routeOptions.url ?? '')
    if (isOpen || timingSafeEqual(digest(tokenOf(request)), expected)) done()
    else void reply.code(401).header('www-authenticate', 'Bearer').send(noToken)
  })
}

function tokenOf({ headers, query }: FastifyRequest): string {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
  const { token } = query as { token?: unknown }
  return bearer ?? (typeof token === 'string' ? token : '')
}

/** Digests have one length, which the comparison needs, and their comparison tells nothing of the token. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
