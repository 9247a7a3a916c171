import type { FastifyInstance } from 'fastify'
import { problemAnswer } from './answer'
import { openHeaders } from './cors'
import { pathOf, rulesOf } from './paths'

/** Tells browsers to come by https for a year (RFC 6797, 6.1). */
const strictTransport = 'max-age=31536000'

/** Asked by the machine itself or its neighbours, and answered with no more than a word. */
const probes = ['/healthz', '/readyz']

const message = 'this collector takes https only; a proxy says so by X-Forwarded-Proto, and is believed if it is one of --trust-proxy'

/**
 * Refuses whatever did not come by https, as the documented endpoints do: keys and e-mails must not be
 * readable on the way. Behind a proxy its `X-Forwarded-Proto` decides, where the proxy is trusted.
 */
export function demandHttps(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const isSecure = request.protocol === 'https'
    if (isSecure) reply.header('strict-transport-security', strictTransport)
    if (isSecure || probes.includes(pathOf(request.url))) {
      done()
      return
    }
    // A page that may not read why it was refused takes that for an outage, and tries again soon.
    if (rulesOf(request.url)?.isOpen) reply.headers(openHeaders)
    const { status, body } = problemAnswer({ code: 'permission_denied', message })
    reply.code(status).header('cache-control', 'no-store').send(body)
  })
}
