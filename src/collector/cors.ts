import type { FastifyInstance } from 'fastify'
import { rulesOf } from './paths'

/** Seconds for which a browser may remember a preflight; the most that Chromium grants. */
const maxAgeSeconds = '7200'

/** What lets a page of any origin read an answer, and no browser guess its type. */
export const openHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
}

/**
 * Opens the browser side to every origin (CONTRACT.md 9, 30): the key in a request is public, and a page's origin
 * says nothing about who calls. No credentials are allowed, so no cookie of the collector's host ever matters. Isolated
 * pages load it too, and no browser takes an answer for anything but what its type says.
 */
export function allowEveryOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const rules = rulesOf(request.url)
    if (!rules?.isOpen) {
      done()
      return
    }
    reply.headers(openHeaders)
    if (request.method !== 'OPTIONS') {
      done()
      return
    }
    reply.header('allow', rules.methods)
    reply.header('access-control-allow-methods', rules.methods.replace(', OPTIONS', ''))
    reply.header('access-control-allow-headers', 'content-type, ma-key, accept')
    reply.header('access-control-max-age', maxAgeSeconds)
    reply.code(204).send()
  })
}
