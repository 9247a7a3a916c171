import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Commit } from '../store/announce'
import type { Store } from '../store/store'
import { inspectorHeaders } from './protect'

/** How often a silent stream shows that it lives; proxies cut connections that say nothing for a minute. */
const heartbeatMs = 15_000

/** How long a browser waits before it opens a lost stream again. */
const retryMs = 1000

/** What a reader may leave unread. A slower one is cut off, and catches up from the history when it is back. */
const maxUnreadBytes = 1024 * 1024

/** Serves `GET /api/stream`: server-sent events `hit`, `attached` and `stats`, each as JSON. */
export function serveStream(app: FastifyInstance, store: Pick<Store, 'onCommit'>): void {
  const ends = new Set<() => void>()
  app.get('/api/stream', (_request, reply) => {
    reply.hijack()
    const end = openStream(reply.raw, store, () => ends.delete(end))
    ends.add(end)
  })
  // A stream never ends by itself, and closing waits for every answer.
  app.addHook('preClose', (done) => {
    for (const end of ends) end()
    done()
  })
}

function openStream(response: ServerResponse, store: Pick<Store, 'onCommit'>, onClose: () => void): () => void {
  response.writeHead(200, { ...inspectorHeaders, 'content-type': 'text/event-stream; charset=utf-8' })
  response.write(`retry: ${retryMs}\n\n`)

  const stop = store.onCommit((commit) => {
    response.write(eventsOf(commit))
    if (response.writableLength > maxUnreadBytes) response.destroy()
  })
  const heartbeat = setInterval(() => response.write(': alive\n\n'), heartbeatMs)
  response.on('close', () => {
    clearInterval(heartbeat)
    stop()
    onClose()
  })
  return () => response.end()
}

function eventsOf({ records, attached, totals }: Commit): string {
  const hits = records.map((record) => eventOf('hit', record))
  return [...hits, ...attached.map((one) => eventOf('attached', one)), eventOf('stats', totals)].join('')
}

function eventOf(name: string, value: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`
}
