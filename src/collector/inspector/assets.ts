import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'

const files = [
  { url: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/page.js', name: 'page.js', type: 'text/javascript; charset=utf-8' },
  { url: '/page.css', name: 'page.css', type: 'text/css; charset=utf-8' },
]

const notBuilt: ApiError = { code: 'document_not_found', message: 'the inspector page is not built: run npm run build' }

/** What may be read without the token: the page itself has no data. */
export const pageRoutes = files.map(({ url }) => url)

/** Serves the built page. The names are fixed, so no request can reach another file. */
export function servePage(app: FastifyInstance, directory: string): void {
  for (const { url, name, type } of files)
    app.get(url, async (_request, reply) => {
      const content = await readFile(join(directory, name)).catch(() => undefined)
      return content ? reply.type(type).send(content) : reply.code(404).send(notBuilt)
    })
}
