import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { problemAnswer } from '../answer'
import { problemOf } from '../faults'
import { createJsonParser } from '../json'
import { labelOf, takesOnly } from '../keys'
import { milliseconds } from '../server'
import type { Sink } from '../sink'
import { createAdmission } from './admit'
import type { EventsAnswer } from './answers'
import { writeList } from './listing'
import type { FindEvents } from './listing'
import { parseQuery } from './query'
import { createRates } from './rates'
import { createEventReceiver } from './receive'
import type { ReceiverLimits } from './receive'
import type { Windows } from './standing'

/** How often v3 may be called: infinite where a limit is lifted; each route has its own count. */
export interface ApiLimits {
  readonly maxApiRequestsPerSecond: number
  readonly maxApiRequestsPerHour: number
}

/** What v3 stands on. */
export interface EventsApi extends ApiLimits, ReceiverLimits {
  readonly sink: Sink
  readonly findEvents: FindEvents
  /** The secrets that open it; with none, every request is unauthorized. */
  readonly apiKeys: readonly string[]
  /** Infinite where the limit is lifted; that of the other routes is the app's. */
  readonly maxApiBatchBytes: number
  /** In seconds; infinite where the limit is lifted. */
  readonly answerTimeout: number
  readonly onError?: (error: Error) => void
  readonly now?: () => number
}

const batchPath = '/v3/events/batch'

/** The route has a limit of its own, and so the name of another setting. */
const batchTooLarge: ApiError = { code: 'too_large', message: 'the batch is larger than this collector takes (--max-api-batch-bytes)' }

/** Serves `v3/events` and `v3/events/batch` (CONTRACT.md 6) to servers: no answer is open to pages of other origins. */
export function serveEvents(app: FastifyInstance, options: EventsApi): void {
  const { sink, maxApiBatchBytes, onError, now = Date.now } = options
  const bodyLimit = Math.min(maxApiBatchBytes, Number.MAX_SAFE_INTEGER)
  const receiver = createEventReceiver({ sink, parseJson: createJsonParser(app), limits: options, now, makeId: randomUUID })
  const { reading, writing, writingBatches } = admissions(options)

  void app.register((api, _options, done) => {
    api.setErrorHandler(async (error: Error, request, reply) => {
      const problem = problemOf(error)
      if (problem.code === 'service_unavailable') onError?.(error)
      if (problem.code !== 'too_large') return send(reply, problemAnswer(problem))
      const refusal = request.routeOptions.url === batchPath ? batchTooLarge : problem
      return send(reply, await receiver.turnAway(incomingOf(request), refusal).catch(() => problemAnswer(refusal)))
    })
    api.post('/v3/events', { onRequest: writing }, async (request, reply) =>
      send(reply, await receiver.receiveOne(incomingOf(request))),
    )
    api.post(batchPath, { onRequest: writingBatches, bodyLimit }, async (request, reply) =>
      send(reply, await receiver.receiveBatch(incomingOf(request))),
    )
    api.get('/v3/events', { onRequest: reading }, (request, reply) => list(request, reply, { ...options, now }))
    done()
  })
}

/** Reading has no limit by the second: whoever pages through a long list is no burden that writing would feel. */
export function windowsOf({ maxApiRequestsPerSecond, maxApiRequestsPerHour }: ApiLimits): Windows {
  const perHour = { requests: maxApiRequestsPerHour, seconds: 3600 }
  const perSecond = { requests: maxApiRequestsPerSecond, seconds: 1 }
  return { reading: [perHour], writing: [perSecond, perHour] }
}

function admissions(options: EventsApi) {
  const { reading, writing } = windowsOf(options)
  const takesKey = takesOnly(options.apiKeys)
  return {
    reading: createAdmission(takesKey, createRates(reading)),
    writing: createAdmission(takesKey, createRates(writing)),
    writingBatches: createAdmission(takesKey, createRates(writing)),
  }
}

type Listing = Pick<EventsApi, 'findEvents' | 'onError' | 'answerTimeout'> & { readonly now: () => number }

async function list(request: FastifyRequest, reply: FastifyReply, options: Listing): Promise<FastifyReply> {
  const { findEvents, now, onError, answerTimeout } = options
  const query = parseQuery(new URLSearchParams(request.url.split('?').slice(1).join('?')), now())
  if ('problem' in query) return send(reply, problemAnswer(query.problem))
  const text = Readable.from(writeList(findEvents(query.value)))
  // A time in which nothing of it could be written; the connection's other times are Node's own again with the next request.
  reply.raw.setTimeout(milliseconds(answerTimeout), () => isUnread(reply) && reply.raw.destroy())
  // Once the answer has begun, it can only be broken off; before that, it becomes the one that every fault gets.
  text.on('error', (error) => reply.raw.headersSent && onError?.(error))
  return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(text)
}

/** Whether there is something that the client could have taken; a search that has found nothing yet is no client's fault. */
function isUnread({ raw }: FastifyReply): boolean {
  return raw.writableLength > 0
}

function incomingOf(request: FastifyRequest): { via: string; keyLabel: string; text: string } {
  return {
    via: request.routeOptions.url ?? '',
    keyLabel: labelOf(String(request.headers['api-key'])),
    text: typeof request.body === 'string' ? request.body : '',
  }
}

function send(reply: FastifyReply, { status, body, retryAfterSeconds }: EventsAnswer): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  return reply.code(status).header('cache-control', 'no-store').send(body)
}
