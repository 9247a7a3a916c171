import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { createApp } from './app'
import type { HitRecord } from './inspector/record'
import { settle } from './settings/settle'
import type { Options } from './settings/options'
import { openStore } from './store/store'
import type { Store } from './store/store'
import { createTestDirectory } from './test-directory'
import { watchAnswers } from './v3/testing-answers'

/** A collector without a port, on a database of its own, whose every answer is held against the description. For tests only. */
export interface TestCollector {
  readonly app: FastifyInstance
  readonly store: Store
  readonly directory: string
  /** Posts to `/p`; an object goes as JSON. */
  readonly post: (body: unknown, contentType?: string) => Promise<LightMyRequestResponse>
  readonly get: (query: string) => Promise<LightMyRequestResponse>
  readonly rest: (path: string, body: unknown, headers?: Record<string, string>) => Promise<LightMyRequestResponse>
  /** The stored hits in the order of their arrival. */
  readonly hits: () => readonly HitRecord[]
  readonly end: () => Promise<void>
}

/** Creates one; to be ended by the test, which fails then if an answer was not as described. */
export function createTestCollector(settings: Options = settle([])): TestCollector {
  const directory = createTestDirectory()
  const store = openStore(join(directory, 'test.db'))
  const app = createApp({ sink: store, findEvents: store.findEvents, scriptFile: join(directory, 'sa.js'), settings })
  const watch = watchAnswers(app, settings)
  const send = (url: string, body: unknown, headers: Record<string, string>): Promise<LightMyRequestResponse> =>
    app.inject({ method: 'POST', url, headers, payload: typeof body === 'string' ? body : JSON.stringify(body) })

  return {
    app,
    store,
    directory,
    post: (body, contentType = 'application/json') => send('/p', body, { 'content-type': contentType }),
    get: (query) => app.inject({ method: 'GET', url: `/p?${query}` }),
    rest: (path, body, headers = {}) =>
      send(`/api/v2/${path}`, body, { 'content-type': 'application/json', 'ma-key': 'key', ...headers }),
    hits: () => [...store.newest(1000)].reverse(),
    async end() {
      await app.close()
      store.close()
      rmSync(directory, { recursive: true })
      watch.expectDescribed()
    },
  }
}
