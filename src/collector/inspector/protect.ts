import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'

/** Nothing in a hit can run, load or be framed: what a visitor sent is shown as text only. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  // Not even a policy may be made: no text can ever become markup or code.
  "trusted-types 'none'",
].join('; ')

/** The headers of everything that the inspector answers. */
export const inspectorHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

const wrongHost: ApiError = {
  code: 'permission_denied',
  message: 'open the inspector by its IP address, as localhost, or by a name that --inspector-names gives it',
}

/** Keeps other sites away from the visitors' data. */
export function protect(app: FastifyInstance, ownNames: readonly string[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(inspectorHeaders)
    if (isTrustedHost(request.hostname, ownNames)) done()
    else reply.code(403).send(wrongHost)
  })
}

/**
 * Whether a request names this machine in a way that a foreign site cannot: by rebinding its own domain to this address
 * such a site becomes same-origin, but the request then still carries the site's name.
 */
export function isTrustedHost(hostname: string, ownNames: readonly string[]): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || ownNames.some((own) => own.toLowerCase() === name)
}
