import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../contract/errors'
import { problemAnswer } from './answer'
import { pathOf } from './paths'

/** The methods of a path as the header `Allow` lists them; undefined where there is nothing. */
export type MethodsAt = (path: string) => string | undefined

/** Answers unknown paths, and known ones that are called by another method, in the one error shape. */
export function answerStrays(app: FastifyInstance, methodsAt: MethodsAt): void {
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    const methods = methodsAt(path)
    const problem: ApiError =
      methods === undefined
        ? { code: 'document_not_found', message: `there is nothing at ${path}` }
        : { code: 'method_not_allowed', message: `${path} takes ${methods}` }
    if (methods !== undefined) reply.header('allow', methods)
    const { status, body } = problemAnswer(problem)
    return reply.code(status).send(body)
  })
}

/** Takes note of the routes that are added from now on. */
export function noteRoutes(app: FastifyInstance): MethodsAt {
  const methodsOf = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method }) => void methodsOf.set(url, [...(methodsOf.get(url) ?? []), ...[method].flat()]))
  return (path) => methodsOf.get(path)?.join(', ')
}
