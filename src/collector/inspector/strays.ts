import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'
import { problemAnswer } from '../answer'
import { pathOf } from '../paths'

/** Answers unknown paths, and those of routes added later that are called by another method, in the one error shape. */
export function answerStrays(app: FastifyInstance): void {
  const methodsOf = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method }) => void methodsOf.set(url, [...(methodsOf.get(url) ?? []), ...[method].flat()]))
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    const methods = methodsOf.get(path)?.join(', ')
    const problem: ApiError =
      methods === undefined
        ? { code: 'document_not_found', message: `there is nothing at ${path}` }
        : { code: 'method_not_allowed', message: `${path} takes ${methods}` }
    if (methods !== undefined) reply.header('allow', methods)
    const { status, body } = problemAnswer(problem)
    return reply.code(status).send(body)
  })
}
