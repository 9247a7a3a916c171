import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { LightMyRequestResponse } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCollector } from '../test-collector'
import type { TestCollector } from '../test-collector'
import { digestOf } from './digest'

let collector: TestCollector

beforeEach(() => {
  collector = createTestCollector()
})

afterEach(() => collector.end())

/** Builds the script that is served. */
const build = (source: string): void => writeFileSync(join(collector.directory, 'sa.js'), source)

const ask = (headers: Record<string, string> = {}): Promise<LightMyRequestResponse> => collector.app.inject({ url: '/sa.js', headers })

describe('sa.js', () => {
  it('is served for revalidation, whatever the query', async () => {
    build('built()')
    const answer = await collector.app.inject({ url: '/sa.js?key=k&plugin=x' })
    expect(answer.body).toBe('built()')
    expect(answer.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
    expect(answer.headers).toMatchObject({ 'cross-origin-resource-policy': 'cross-origin', 'x-content-type-options': 'nosniff' })
    const etag = String(answer.headers.etag)
    const again = await collector.app.inject({ url: '/sa.js', headers: { 'if-none-match': `"other", W/${etag}` } })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
    build('rebuilt()')
    const changed = await ask({ 'if-none-match': etag })
    expect(changed.body).toBe('rebuilt()')
  })

  it('may be kept under the name that only these bytes have; the name of an older one leads to the newest', async () => {
    build('built()')
    const own = `/sa-${digestOf(Buffer.from('built()'))}.js`
    const kept = await collector.app.inject({ url: `${own}?key=k` })
    expect([kept.body, kept.headers['cache-control']]).toEqual(['built()', 'public, max-age=31536000, immutable'])
    expect(kept.headers['access-control-allow-origin']).toBe('*')
    build('rebuilt()')
    const newest = await collector.app.inject({ url: own })
    expect([newest.body, newest.headers['cache-control']]).toEqual(['rebuilt()', 'no-cache'])
    const refused = await collector.app.inject({ method: 'PUT', url: own })
    expect([refused.statusCode, refused.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
    for (const other of ['/sa-0123456789abcde.js', '/sa-0123456789abcdef.js/', '/sa-0.1.0.js']) expect((await collector.app.inject({ url: other })).statusCode).toBe(404)
  })

  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['BR;q=0.1', 'br', brotliDecompressSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['br; q=0.0, gzip ; q=1.0', 'gzip', gunzipSync],
    ['deflate', undefined, Buffer.from],
    ['*', undefined, Buffer.from],
    ['', undefined, Buffer.from],
  ])('travels compressed where the client takes that: %j', async (accepted, encoding, decompress: (body: Buffer) => Buffer) => {
    const source = 'built();'.repeat(100)
    build(source)
    const { headers, rawPayload } = await ask({ 'accept-encoding': accepted })
    expect(decompress(rawPayload).toString()).toBe(source)
    expect(headers).toMatchObject({ vary: 'accept-encoding', 'content-type': 'text/javascript; charset=utf-8', 'content-length': `${rawPayload.length}` })
    expect(headers['content-encoding']).toBe(encoding)
  })

  it('is another for caches in each of its forms', async () => {
    build('built()')
    const accepted = ['br', 'gzip', 'identity']
    const answers = await Promise.all(accepted.map((encoding) => ask({ 'accept-encoding': encoding })))
    const etags = answers.map(({ headers }) => String(headers.etag))
    expect(new Set(etags).size).toBe(accepted.length)
    for (const [at, encoding] of accepted.entries()) {
      const known = await ask({ 'accept-encoding': encoding, 'if-none-match': etags[at] ?? '' })
      expect([known.statusCode, known.headers.vary, known.headers['content-encoding']]).toEqual([304, 'accept-encoding', undefined])
      expect((await ask({ 'accept-encoding': encoding, 'if-none-match': etags[(at + 1) % 3] ?? '' })).statusCode).toBe(200)
    }
  })

  it('is compressed anew when it was built anew', async () => {
    for (const source of ['built()', 'rebuilt()', 'rebuilt()']) {
      build(source)
      const { rawPayload } = await ask({ 'accept-encoding': 'br' })
      expect(brotliDecompressSync(rawPayload).toString()).toBe(source)
    }
  })

  it('says so where it is not built', async () => {
    const answer = await ask()
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'document_not_found', message: expect.stringContaining('build') as string })
  })
})
