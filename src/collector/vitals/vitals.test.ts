import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Totals } from '../inspector/record'
import type { Sink, Submission } from '../sink'
import { createPulse } from './pulse'
import { createReadiness } from './readiness'
import { serveHealth, serveMetrics } from './serve'
import { createVitals } from './vitals'

const totals = (): Totals => ({
  ...{ accepted: 7, rejected: 2, duplicates: 1, erased: 0, requests: 5 },
  dropped: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`reason ${index}`, index + 1])),
})
const submission: Submission = {
  arrival: { receivedAt: 0, via: '/p', encoding: 'json', key: 'k', cuid: null, sent: null },
  hits: [{ accepted: true, hit: { id: 'a', sib_type: 'page' } }, { accepted: false, id: 'b', received: {}, problem: { code: 'too_large', message: '' } }],
}

describe('createPulse', () => {
  it('counts by the second and forgets what is older than a minute', () => {
    let time = 1_000_500
    const pulse = createPulse(() => time)
    pulse.count({ requests: 1, hits: 3 })
    pulse.count({ requests: 1, rejected: 1 })
    time += 59_000
    pulse.count({ requests: 5 })
    const minute = pulse.lastMinute()
    expect(minute).toHaveLength(60)
    expect([minute[0], minute[59]]).toEqual([{ requests: 2, hits: 3, rejected: 1 }, { requests: 5, hits: 0, rejected: 0 }])
    time += 1000
    expect(pulse.lastMinute().reduce((sum, { requests }) => sum + requests, 0)).toBe(5)
  })

  it('does not grow with time', () => {
    let time = 0
    const pulse = createPulse(() => time)
    for (; time < 1_000_000; time += 1000) pulse.count({ requests: 1 })
    expect(pulse.lastMinute().reduce((sum, { requests }) => sum + requests, 0)).toBe(59)
  })
})

describe('createReadiness', () => {
  it('holds off for ten seconds after a write that failed, and not after one that went well', () => {
    let time = 0
    const readiness = createReadiness(() => time)
    expect(readiness.problem()).toBeUndefined()
    readiness.wrote(false)
    expect(readiness.problem()).toEqual({ code: 'service_unavailable', message: 'the last request could not be stored' })
    time = 9_999
    expect(readiness.problem()).toBeDefined()
    time = 10_000
    expect(readiness.problem()).toBeUndefined()
    readiness.wrote(false)
    readiness.wrote(true)
    expect(readiness.problem()).toBeUndefined()
  })

  it('ends when the collector is about to stop', () => {
    const readiness = createReadiness()
    readiness.leave()
    expect(readiness.problem()?.message).toBe('the collector is stopping')
  })
})

describe('createVitals', () => {
  it('sees writes and failures, passes both on, and answers for them', async () => {
    const vitals = createVitals(totals)
    let isFull = false
    const write: Sink['write'] = () => (isFull ? Promise.reject(new Error('disk full')) : Promise.resolve({ contact: 'a@b.test' }))
    const sink = vitals.watchSink({ write })
    const app = Fastify()
    serveHealth(app, vitals)
    serveMetrics(app, vitals)
    expect(await sink.write(submission)).toEqual({ contact: 'a@b.test' })
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' })
    isFull = true
    await expect(sink.write(submission)).rejects.toThrow('disk full')
    const answer = await app.inject('/readyz')
    expect([answer.statusCode, answer.json()]).toEqual([503, { code: 'service_unavailable', message: 'the last request could not be stored' }])
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    const { body } = await app.inject('/metrics')
    expect(body).toContain('sib_write_failures_total 1\n')
    expect(body).toContain('sib_write_seconds_count 1\n')
    expect(body).toContain('sib_ready 0\n')
    expect(await vitals.report()).toMatchObject({ problem: 'the last request could not be stored', memoryBytes: { rss: expect.any(Number) as number } })
    expect((await vitals.report()).lastMinute.reduce((sum, { hits, rejected }) => sum + hits + rejected, 0)).toBe(3)
  })

  it('tells Prometheus the totals of the database, and only the commonest of the reasons that clients invent', async () => {
    const vitals = createVitals(totals)
    await vitals.registry.metrics()
    const text = await vitals.registry.metrics()
    expect(text).toContain('sib_hits_total{verdict="accepted"} 7\n')
    expect(text).toContain('sib_hits_total{verdict="duplicates"} 1\n')
    expect(text.match(/^sib_dropped_total\{/gm)).toHaveLength(21)
    expect(text).toContain('sib_dropped_total{reason="reason 29"} 30\n')
    expect(text).toContain('sib_dropped_total{reason="other"} 55\n')
  })

  it('counts answers by route, never by what a client wrote', async () => {
    const vitals = createVitals(totals)
    const app = Fastify()
    vitals.watchAnswers(app)
    app.get('/known', () => 'yes')
    await app.inject('/known?secret=1')
    await app.inject('/unknown/path')
    const text = await vitals.registry.metrics()
    expect(text).toContain('sib_requests_total{route="/known",status="200"} 1\n')
    expect(text).toContain('sib_requests_total{route="unknown",status="404"} 1\n')
    expect(text).not.toContain('secret')
  })
})
