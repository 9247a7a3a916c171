import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { problemAnswer } from '../answer'
import type { TakesKey } from '../keys'
import type { CountRequest } from './rates'
import { stateStanding } from './standing'

/** Lets a request in or answers it, before its body is read. */
export type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

const noKey: ApiError = { code: 'unauthorized', message: 'the header api-key is missing' }
const wrongKey: ApiError = { code: 'unauthorized', message: 'the api-key is not one of this collector (SIB_API_KEYS)' }
const tooMany: ApiError = { code: 'too_many_requests', message: 'too many requests: wait as long as Retry-After says' }
const notJson: ApiError = { code: 'invalid_parameter', message: 'the content type must be application/json' }

/** Not acceptable, in the vendor's use of the word: the type of the body rather than that of the answer (CONTRACT.md 6.4). */
const notAcceptable = 406

/** Creates the order of admission: who asks, how often, and whether it is JSON. Only what has a key is counted. */
export function createAdmission(takesKey: TakesKey, countRequest: CountRequest): Admit {
  return async (request, reply) => {
    const key = request.headers['api-key']
    if (typeof key !== 'string' || key === '') return refuse(reply, noKey)
    if (!takesKey(key)) return refuse(reply, wrongKey)
    const standing = await countRequest()
    if (standing) stateStanding(reply, standing)
    if (standing?.isExceeded) return refuse(reply.header('retry-after', standing.resetSeconds), tooMany)
    if (request.method === 'POST' && !isJson(request.headers['content-type'])) return refuse(reply, notJson, notAcceptable)
    return undefined
  }
}

function isJson(contentType = ''): boolean {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}

function refuse(reply: FastifyReply, problem: ApiError, status = problemAnswer(problem).status): FastifyReply {
  return reply.code(status).send(problem)
}
