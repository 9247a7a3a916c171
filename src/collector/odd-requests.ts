import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../contract/errors'
import { writeProblem } from './faults'

const noHost: ApiError = { code: 'invalid_parameter', message: 'the header host is missing' }
const unmet: ApiError = { code: 'invalid_parameter', message: 'of the header expect, only 100-continue can be met' }
const noTunnel: ApiError = { code: 'method_not_allowed', message: 'CONNECT is not taken: this is no proxy' }

/**
 * Refuses in the one error shape what Node would refuse without a word: requests that name no host (RFC 9112, 3.2), that
 * expect what is not known (RFC 9110, 10.1.1), or that ask for a tunnel.
 */
export function refuseOddRequests(app: FastifyInstance): void {
  const { server } = app
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => server.emit('request', request, response))
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    writeProblem(socket, { status: 405, problem: noTunnel, headers: ['allow: GET, HEAD, POST, OPTIONS'] }),
  )
  app.addHook('onRequest', (request, reply, done) => {
    const { host, expect } = request.headers
    if (host === undefined && request.raw.httpVersion === '1.1') void reply.code(400).send(noHost)
    else if (expect !== undefined && expect.trim().toLowerCase() !== '100-continue') void reply.code(417).send(unmet)
    else done()
  })
}
