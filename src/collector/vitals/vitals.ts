import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import type { HealthReport } from '../inspector/health'
import type { Totals } from '../inspector/record'
import type { Sink, Submission } from '../sink'
import { createMetrics } from './metrics'
import type { Metrics } from './metrics'
import { createPulse } from './pulse'
import type { Beat } from './pulse'
import { createReadiness } from './readiness'
import type { Readiness } from './readiness'

/** The collector's view of itself: one place that all its signs of life come to. */
export interface Vitals extends Pick<Metrics, 'registry'> {
  readonly readiness: Readiness
  /** The same sink, watched. */
  readonly watchSink: (sink: Sink) => Sink
  /** Takes note of every answer of a server. */
  readonly watchAnswers: (app: FastifyInstance) => void
  readonly report: () => Promise<HealthReport>
}

const nanosecondsInMs = 1_000_000

/** How often the delay is sampled; a process that is never late shows this as its delay. */
const sampleMs = 20

/** Creates the vitals of a collector that starts now. */
export function createVitals(totals: () => Totals): Vitals {
  const startedAt = Date.now()
  const readiness = createReadiness()
  const pulse = createPulse()
  const { registry, answered, answers, wrote, writeSeconds } = createMetrics({ totals, isReady: () => !readiness.problem() })
  const delay = monitorEventLoopDelay({ resolution: sampleMs })
  delay.enable()

  return {
    registry,
    readiness,
    watchSink: (sink) => ({
      ...sink,
      write: (submission) => watch(() => sink.write(submission), (ended) => {
        wrote(ended.seconds, ended.isStored)
        readiness.wrote(ended.isStored)
        if (ended.isStored) pulse.count(beatOf(submission))
      }),
    }),
    watchAnswers(app) {
      app.addHook('onResponse', (request, reply, done) => {
        answered({ route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, seconds: reply.elapsedTime / 1000 })
        pulse.count({ requests: 1 })
        done()
      })
    },
    async report() {
      const { p50, p99 } = await writeSeconds()
      const { rss, heapUsed } = process.memoryUsage()
      return {
        startedAt,
        problem: readiness.problem()?.message ?? null,
        lastMinute: pulse.lastMinute(),
        answers: await answers(),
        writeMs: { p50: p50 * 1000, p99: p99 * 1000 },
        loopDelayMs: { mean: lateness(delay.mean), p99: lateness(delay.percentile(99)) },
        memoryBytes: { rss, heapUsed },
      }
    },
  }
}

/** Runs a piece of work and tells how it ended; the result or error is passed on. */
async function watch<T>(work: () => Promise<T>, tell: (ended: { seconds: number; isStored: boolean }) => void): Promise<T> {
  const start = performance.now()
  const ended = (isStored: boolean): void => tell({ seconds: (performance.now() - start) / 1000, isStored })
  try {
    const result = await work()
    ended(true)
    return result
  } catch (error) {
    ended(false)
    throw error
  }
}

function beatOf({ hits }: Submission): Partial<Beat> {
  return { hits: hits.length, rejected: hits.filter(({ accepted }) => !accepted).length }
}

function lateness(nanoseconds: number): number {
  // The mean of nothing is no number.
  return Math.max(0, (nanoseconds || 0) / nanosecondsInMs - sampleMs)
}
