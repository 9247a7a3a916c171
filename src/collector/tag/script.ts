import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { digestOf, digestShape } from './digest'

const notBuilt: ApiError = { code: 'document_not_found', message: 'sa.js is not built: run npm run build' }

/** The script as it travels. */
interface Form {
  /** Undefined: as it is. */
  readonly encoding?: 'br' | 'gzip'
  readonly etag: string
  readonly body: Buffer
}

/** All forms of one script. */
interface Forms {
  /** What its name of its own is made of. */
  readonly digest: string
  /** The smallest first. */
  readonly compressed: readonly Form[]
  readonly plain: Form
}

/** What a browser may do with a script: ask each time whether it is still the same, or keep it for a year and never ask. */
const [asking, keeping] = ['no-cache', 'public, max-age=31536000, immutable']

/**
 * Serves the tracker that stands beside the collector, as `/sa.js` and under the name that only these bytes have, by which a
 * browser keeps it without asking. The name that an older one had leads to the newest, which is not kept: a page that is still in
 * some cache goes on tracking, unless it pins the older script.
 */
export function serveScript(app: FastifyInstance, file: string): void {
  const formsOf = createForms()
  const serve = async (request: FastifyRequest<{ Params: { digest?: string } }>, reply: FastifyReply): Promise<FastifyReply> => {
    const source = await readFile(file).catch(() => undefined)
    if (!source) return reply.code(404).send(notBuilt)
    const forms = formsOf(source)
    const { etag, encoding, body } = bestOf(forms, request.headers['accept-encoding'])
    const isItsOwn = request.params.digest === forms.digest
    reply.header('etag', etag).header('cache-control', isItsOwn ? keeping : asking).header('vary', 'accept-encoding')
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
    if (encoding) reply.header('content-encoding', encoding)
    return reply.type('text/javascript; charset=utf-8').send(body)
  }
  for (const url of ['/sa.js', `/sa-:digest(^${digestShape}).js`]) app.route({ method: ['GET', 'HEAD'], url, handler: serve })
}

/** Makes all forms of a script; those of the last one are kept, since brotli at its best takes long. */
function createForms(): (source: Buffer) => Forms {
  let last: Forms | undefined
  return (source) => {
    if (last?.plain.body.equals(source)) return last
    const hash = createHash('sha256').update(source).digest('base64url')
    // A name for each form, or a cache would take one for the other (RFC 9110, 8.8.3.3).
    last = {
      digest: digestOf(source),
      compressed: [
        { encoding: 'br', etag: `"${hash}-br"`, body: brotliCompressSync(source) },
        { encoding: 'gzip', etag: `"${hash}-gzip"`, body: gzipSync(source, { level: 9 }) },
      ],
      plain: { etag: `"${hash}"`, body: source },
    }
    return last
  }
}

/** The smallest that the client names; whoever names none gets it as it is. */
function bestOf({ compressed, plain }: Forms, accepted = ''): Form {
  return compressed.find(({ encoding }) => encoding && takes(accepted, encoding)) ?? plain
}

/** Whether an `Accept-Encoding` names the encoding, and not with a weight of 0, which is a no (RFC 9110, 12.5.3). */
export function takes(header: string, encoding: string): boolean {
  return header.split(',').some((entry) => {
    const [name, weight = 'q=1'] = entry.toLowerCase().split(';', 2).map((part) => part.trim())
    return name === encoding && Number(weight.slice('q='.length)) > 0
  })
}

function isKnown(header: string | undefined, etag: string): boolean {
  const known = header?.split(',').map((entry) => entry.trim().replace(/^W\//, '')) ?? []
  return known.includes(etag) || known.includes('*')
}
