import { Counter, Gauge, Histogram, Registry, Summary, collectDefaultMetrics } from 'prom-client'
import type { Totals } from '../inspector/record'

/** What the collector measures of itself, for Prometheus and for the inspector. */
export interface Metrics {
  readonly registry: Registry
  readonly answered: (answer: { route: string; status: number; seconds: number }) => void
  readonly wrote: (seconds: number, isStored: boolean) => void
  /** Answers since the start, by status. */
  readonly answers: () => Promise<Readonly<Record<string, number>>>
  /** Seconds that half of the recent writes took at most, and 99 of 100. */
  readonly writeSeconds: () => Promise<{ readonly p50: number; readonly p99: number }>
}

/** What metrics ask for when they are read. */
export interface MetricsSources {
  readonly totals: () => Totals
  readonly isReady: () => boolean
}

/** Reasons come from clients, and each becomes a time series: only the commonest are told apart. */
const maxReasons = 20

/** Each write goes into the percentiles of every window, and they take turns: the oldest begins anew. */
const writeWindows = 2

/** Creates the metrics of one collector. Names begin with `sib_`; what Node says of itself is added by its usual names. */
export function createMetrics({ totals, isReady }: MetricsSources): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = countAnswers(registry)
  const duration = new Histogram({ name: 'sib_request_seconds', help: 'Time from request to answer.', labelNames: ['route'], buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5], registers })
  const writes = new Summary({ name: 'sib_write_seconds', help: 'Time until a request is on disk, over the last minutes.', percentiles: [0.5, 0.99], maxAgeSeconds: 300, ageBuckets: writeWindows, registers })
  const failures = new Counter({ name: 'sib_write_failures_total', help: 'Requests that could not be stored and were answered with 503.', registers })
  const durations = new Map<string, ReturnType<typeof duration.labels>>()
  addTotals(registry, totals)
  new Gauge({ name: 'sib_ready', help: '1 while /readyz answers with 200.', registers, collect() { this.set(isReady() ? 1 : 0) } })

  return {
    registry,
    answered({ route, status, seconds }) {
      requests.count(route, status)
      let durationOfRoute = durations.get(route)
      if (!durationOfRoute) durations.set(route, (durationOfRoute = duration.labels(route)))
      durationOfRoute.observe(seconds)
    },
    wrote(seconds, isStored) {
      if (isStored) writes.observe(seconds)
      else failures.inc()
    },
    async answers() {
      const counts: Record<string, number> = {}
      for (const { labels, value } of (await requests.counter.get()).values) counts[String(labels.status)] = (counts[String(labels.status)] ?? 0) + value
      return counts
    },
    async writeSeconds() {
      const { values } = await writes.get()
      const quantile = (wanted: number): number => values.find(({ labels }) => labels.quantile === wanted)?.value ?? 0
      return { p50: quantile(0.5), p99: quantile(0.99) }
    },
  }
}

/** Answers by route and status: sums that the metric takes over when it is read, for its own counting costs each request more. */
function countAnswers(registry: Registry): { readonly counter: Counter; readonly count: (route: string, status: number) => void } {
  const pending = new Map<string, Map<number, number>>()
  const counter = new Counter({
    ...{ name: 'sib_requests_total', help: 'Requests answered, by route and status.', labelNames: ['route', 'status'], registers: [registry] },
    collect() {
      for (const [route, counts] of pending) for (const [status, count] of counts) this.labels(route, String(status)).inc(count)
      pending.clear()
    },
  })
  return {
    counter,
    count(route, status) {
      let counts = pending.get(route)
      if (!counts) pending.set(route, (counts = new Map<number, number>()))
      counts.set(status, (counts.get(status) ?? 0) + 1)
    },
  }
}

/** The totals of the database outlive the process, so they are read and not counted again. */
function addTotals(registry: Registry, totals: () => Totals): void {
  new Counter({
    ...{ name: 'sib_hits_total', help: 'Hits by verdict, over the life of the database.', labelNames: ['verdict'], registers: [registry] },
    collect() {
      const { accepted, rejected, duplicates, erased } = totals()
      this.reset()
      for (const [verdict, count] of Object.entries({ accepted, rejected, duplicates, erased })) this.labels(verdict).inc(count)
    },
  })
  new Counter({
    ...{ name: 'sib_dropped_total', help: 'Events that trackers reported as given up, by reason.', labelNames: ['reason'], registers: [registry] },
    collect() {
      this.reset()
      const reasons = Object.entries(totals().dropped).sort(([, a], [, b]) => b - a)
      for (const [index, [reason, count]] of reasons.entries()) this.labels(index < maxReasons ? reason : 'other').inc(count)
    },
  })
}
