// @ts-check
import fastify from 'fastify'
import { renderDocument } from './document.mjs'
import { readFiles } from './files.mjs'
import { createSessions } from './session.mjs'
import { viewOf } from './site/routes.mjs'
import { createTag } from './tag.mjs'
import { actions, shopOf } from './till.mjs'

/** @typedef {import('fastify').FastifyInstance} FastifyInstance */
/** @typedef {import('fastify').FastifyRequest} Request */
/** @typedef {import('fastify').FastifyReply} Reply */
/** @typedef {(request: Request, reply: Reply) => import('./session.mjs').Session} SessionOf */

/**
 * @typedef {object} ShopOptions
 * @property {string} collectorUrl origin that serves sa.js and receives the events
 * @property {string} [clientKey]
 * @property {string} [inspectorUrl] linked from the demo bar
 * @property {import('./tag.mjs').Tag} [tag] the tag in the pages: ours, or the published one of either generation
 */

const FORM = 'application/x-www-form-urlencoded'

/** @param {Request} request */
const originOf = (request) => `${request.protocol}://${request.host}`

/** @param {FastifyInstance} app */
function addFiles(app) {
  for (const { path, type, body } of readFiles()) {
    app.get(path, (_request, reply) => reply.type(type).header('cache-control', 'no-cache').header('x-content-type-options', 'nosniff').send(body))
  }
}

/** @param {FastifyInstance} app @param {SessionOf} sessionOf @param {{ tag: string, inspectorUrl: string }} frame */
function addPages(app, sessionOf, frame) {
  app.get('/session.json', (request, reply) => {
    const { cart, visitor, order } = shopOf(sessionOf(request, reply), originOf(request), '')
    return reply.header('cache-control', 'no-store').send({ cart, visitor, order })
  })

  app.get('/*', (request, reply) => {
    const { pathname } = new URL(request.url, 'http://shop')
    const base = /^\/app(?=\/|$)/.exec(pathname)?.[0] ?? ''
    const shop = shopOf(sessionOf(request, reply), originOf(request), base)
    const view = viewOf(shop, pathname.slice(base.length) || '/')
    // no-cache and not no-store: the latter keeps pages out of the back/forward cache.
    return reply
      .code(view.found ? 200 : 404)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'private, no-cache')
      .send(renderDocument({ shop, view, ...frame }))
  })
}

/** @param {FastifyInstance} app @param {SessionOf} sessionOf @param {{ tag: string, inspectorUrl: string }} frame */
function addActions(app, sessionOf, frame) {
  for (const [path, { next, run }] of Object.entries(actions)) {
    app.post(path, (request, reply) => {
      const session = sessionOf(request, reply)
      const problem = run(session, /** @type {Record<string, string>} */ (request.body ?? {}))
      const shop = shopOf(session, originOf(request), '')
      if (request.headers.accept?.includes('application/json')) {
        return reply.code(problem ? 400 : 200).send(problem ? { message: problem } : { cart: shop.cart, visitor: shop.visitor, order: shop.order })
      }
      if (!problem) return reply.redirect(next, 303)
      const view = viewOf({ ...shop, problem }, path)
      return reply.code(400).type('text/html; charset=utf-8').send(renderDocument({ shop, view, ...frame }))
    })
  }
}

/**
 * The demo shop, not yet listening.
 * @param {ShopOptions} options
 */
export function createShop({ collectorUrl, clientKey = 'demo-key', inspectorUrl = '', tag = 'ours' }) {
  const app = fastify({ bodyLimit: 16_384, forceCloseConnections: true })
  const frame = { tag: createTag({ collectorUrl, clientKey, tag }), inspectorUrl }
  const sessions = createSessions()

  /** @type {SessionOf} */
  function sessionOf(request, reply) {
    const { session, setCookie } = sessions.of(request.headers.cookie)
    if (setCookie) void reply.header('set-cookie', setCookie)
    return session
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
  addFiles(app)
  addPages(app, sessionOf, frame)
  addActions(app, sessionOf, frame)
  return app
}
