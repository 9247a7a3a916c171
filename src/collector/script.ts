import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../contract/errors'

const notBuilt: ApiError = { code: 'document_not_found', message: 'sa.js is not built: run npm run build' }

/**
 * Serves the tracker that stands beside the collector. Pages name it without a version, so a browser may keep it but has
 * to ask whether it is still the same.
 */
export function serveScript(app: FastifyInstance, file: string): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/sa.js',
    async handler(request, reply) {
      const source = await readFile(file).catch(() => undefined)
      if (!source) return reply.code(404).send(notBuilt)
      const etag = `"${createHash('sha256').update(source).digest('base64url')}"`
      reply.header('etag', etag).header('cache-control', 'no-cache')
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type('text/javascript; charset=utf-8').send(source)
    },
  })
}

function isKnown(header: string | undefined, etag: string): boolean {
  const known = header?.split(',').map((entry) => entry.trim().replace(/^W\//, '')) ?? []
  return known.includes(etag) || known.includes('*')
}
