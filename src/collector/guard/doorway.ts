import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { problemAnswer } from '../answer'
import { isApi } from '../paths'
import type { Options } from '../settings/options'
import { stateStanding } from '../v3/standing'
import { networkOf } from './network'
import { createRate, windowSeconds } from './rate'

const compressed: ApiError = { code: 'invalid_parameter', message: 'compressed bodies are not taken: send the body as it is' }
const tooMany: ApiError = { code: 'too_many_requests', message: 'too many requests from this address' }

/** Turns requests away before their body is read: those of an address that sends too many, and those with a compressed body. */
export function guardDoorway(app: FastifyInstance, { maxRequestsPerAddress }: Pick<Options, 'maxRequestsPerAddress'>): void {
  // A small body may unpack to one that fills the memory; what trackers send is small enough as it is (RFC 9110, 8.4).
  app.addHook('onRequest', (request, reply, done) => {
    const encoding = request.headers['content-encoding']
    if (encoding === undefined || encoding.trim().toLowerCase() === 'identity') done()
    else void reply.code(415).header('accept-encoding', 'identity').send(compressed)
  })

  if (!Number.isFinite(maxRequestsPerAddress)) return
  const rate = createRate(maxRequestsPerAddress)
  app.addHook('onRequest', async (request, reply) => {
    const retryAfterSeconds = await rate(networkOf(request.ip))
    if (retryAfterSeconds === undefined) return
    const { status, body } = problemAnswer(tooMany)
    const limit = maxRequestsPerAddress * windowSeconds
    if (isApi(request.url)) stateStanding(reply, { limit, remaining: 0, resetSeconds: retryAfterSeconds })
    return reply.code(status).header('retry-after', retryAfterSeconds).send(body)
  })
}
