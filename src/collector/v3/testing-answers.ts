import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { templateOf } from '../paths'
import type { ApiLimits } from './routes'
import { deviation, isDescribed } from './testing'

/** Holds all answers of a collector against the description. For tests only. */
export interface AnswerWatch {
  /** Throws what was wrong with them. */
  readonly expectDescribed: () => void
}

/** Preflights and what asks for heads alone are no operations. */
const isBeyondDescription = (method: string): boolean => method === 'OPTIONS' || method === 'HEAD'

/** Watches a collector that has not answered yet. */
export function watchAnswers(app: FastifyInstance, { maxApiRequestsPerSecond, maxApiRequestsPerHour }: ApiLimits): AnswerWatch {
  const isLifted = [maxApiRequestsPerSecond, maxApiRequestsPerHour].every((limit) => limit === Infinity)
  const deviations: string[] = []
  app.addHook('onSend', async (request, reply, payload) => {
    const [{ method }, { statusCode }, path] = [request, reply, templateOf(request.url)]
    if (!isDescribed(path) || isBeyondDescription(method)) return payload
    const parts = payload instanceof Readable ? ((await payload.toArray()) as unknown[]) : [payload ?? '']
    const body = parts.join('')
    const wrong = deviation(method, path, { statusCode, headers: reply.getHeaders(), body }, isLifted ? 'x-sib-ratelimit-' : '')
    if (wrong) deviations.push(wrong)
    return payload instanceof Readable ? Readable.from(parts) : payload
  })
  return {
    expectDescribed() {
      if (deviations.length > 0) throw new Error(`answers that the description does not promise:\n${[...new Set(deviations)].join('\n')}`)
    },
  }
}
