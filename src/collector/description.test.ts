import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settle } from './settings/settle'
import { createTestCollector } from './test-collector'
import type { TestCollector } from './test-collector'
import openapi from './openapi.json'
import { deviation } from './v3/testing'
import type { Readiness } from './vitals/readiness'
import { serveHealth } from './vitals/serve'

let collector: TestCollector

beforeEach(() => {
  collector = createTestCollector({ ...settle([]), keys: ['key'] })
  serveHealth(collector.app, { readiness: { problem: () => undefined } as Readiness })
})

afterEach(() => collector.end())

describe('the description', () => {
  it('is well-formed OpenAPI', async () => {
    expect(await new Validator().validate(structuredClone(openapi) as unknown as Record<string, unknown>)).toMatchObject({ valid: true })
  })

  it('is of this version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(openapi.info.version).toBe(version)
  })

  it('is served as it stands, to pages as well', async () => {
    const answer = await collector.app.inject({ url: '/openapi.json' })
    expect(answer.json()).toEqual(openapi)
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', 'content-type': 'application/json; charset=utf-8' })
  })

  it('has every method of its paths, and no other', async () => {
    for (const [path, operations] of Object.entries(openapi.paths)) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const) {
        const { statusCode, headers } = await collector.app.inject({ method, url: path })
        expect([path, method, statusCode !== 405]).toEqual([path, method, method.toLowerCase() in operations])
        if (statusCode === 405) expect(String(headers.allow).toLowerCase()).toContain(Object.keys(operations)[0])
      }
    }
  })

  const email = 'ann@a.test'

  it.each([
    ['identify', { email }, 204],
    ['identify', { email, attributes: { EXT_ID: '1' } }, 204],
    ['identify', {}, 400],
    ['trackEvent', { email, event: 'e', eventdata: { id: 'cart:1', data: {} } }, 204],
    ['trackEvent', { email, event: 'e', eventdata: { data: { data: { id: 1 } } } }, 204],
    ['trackEvent', { email, event: 'e', eventdata: { total: 5 } }, 204],
    ['trackEvent', { email }, 400],
    ['trackLink', { email, link: 'https://a.test/' }, 204],
    ['trackLink', { link: 'https://a.test/' }, 400],
    ['trackPage', { email, page: 'p', properties: { ma_title: 't' } }, 204],
    ['trackPage', { email: 5, page: 'p' }, 400],
  ])('promises what api/v2/%s answers to %j', async (path, body, status) => {
    const url = `/api/v2/${path}`
    const answer = await collector.rest(path, body)
    expect(answer.statusCode).toBe(status)
    expect(deviation('POST', url, answer)).toBeUndefined()
    expect(deviation('POST', url, await collector.rest(path, body, { 'ma-key': 'other' }))).toBeUndefined()
    expect(deviation('POST', url, await collector.rest(path, 'nonsense'))).toBeUndefined()
    expect(deviation('GET', url, await collector.app.inject({ url }))).toBeUndefined()
  })

  it.each([
    [{ key: 'key', sib_type: 'page' }, 200],
    [{ key: 'key', cuid: 'v', sent: 1, hits: [{ id: 'a', sib_type: 'identify', email_id: email }, {}] }, 200],
    [{ key: 'key', sib_type: 'click' }, 400],
    [{ key: 'other', sib_type: 'page' }, 401],
    [{ key: 'key', sib_type: 'page', pad: 'x'.repeat(300_000) }, 413],
  ])('promises what /p answers: %#', async (body, status) => {
    const answer = await collector.post(body)
    expect(answer.statusCode).toBe(status)
    expect(deviation('POST', '/p', answer)).toBeUndefined()
  })
})
