import type { FastifyInstance } from 'fastify'
import { pathOf } from '../paths'
import type { ApiLimits } from './routes'
import { deviation, isDescribed } from './testing'

/** Holds all answers of a collector against the description. For tests only. */
export interface AnswerWatch {
  /** Throws what was wrong with them. */
  readonly expectDescribed: () => void
}

/** Preflights, and what HTTP itself wants of every server, are no operations. */
const isBeyondDescription = (method: string, status: number): boolean => method === 'OPTIONS' || method === 'HEAD' || status === 417

/** Watches a collector that has not answered yet. */
export function watchAnswers(app: FastifyInstance, { maxApiRequestsPerSecond, maxApiRequestsPerHour }: ApiLimits): AnswerWatch {
  const isLifted = [maxApiRequestsPerSecond, maxApiRequestsPerHour].every((limit) => limit === Infinity)
  const deviations: string[] = []
  app.addHook('onSend', (request, reply, payload, done) => {
    const [{ method }, { statusCode }, path] = [request, reply, pathOf(request.url)]
    // A file is sent as it is, and a body only as text.
    if (isDescribed(path) && !isBeyondDescription(method, statusCode)) {
      const body = typeof payload === 'string' ? payload : ''
      const wrong = deviation(method, path, { statusCode, headers: reply.getHeaders(), body }, isLifted ? 'x-sib-ratelimit-' : '')
      if (wrong) deviations.push(wrong)
    }
    done(null, payload)
  })
  return {
    expectDescribed() {
      if (deviations.length > 0) throw new Error(`answers that the description does not promise:\n${[...new Set(deviations)].join('\n')}`)
    },
  }
}
