import type { FastifyInstance, FastifyReply } from 'fastify'
import { isApi } from '../paths'
import type { Standing, Window } from './rates'

/** The windows that requests are counted by. */
export interface Windows {
  readonly reading: readonly Window[]
  readonly writing: readonly Window[]
}

/** States where a caller stands, so that a client can slow down before it has to (CONTRACT.md 6.5). */
export function stateStanding(reply: FastifyReply, { limit, remaining, resetSeconds }: Omit<Standing, 'isExceeded'>): void {
  reply.header('x-sib-ratelimit-limit', limit)
  reply.header('x-sib-ratelimit-remaining', remaining)
  reply.header('x-sib-ratelimit-reset', resetSeconds)
}

/**
 * Has every answer of v3 state a standing, as documented, refusals that come before a request is counted included. Theirs is
 * a window of which nothing is used: a stranger is not told how busy the account is.
 */
export function stateLimits(app: FastifyInstance, { reading, writing }: Windows): void {
  app.addHook('onRequest', (request, reply, done) => {
    const window = isApi(request.url) && tightest(request.method === 'GET' ? reading : writing)
    if (window) stateStanding(reply, { limit: window.requests, remaining: window.requests, resetSeconds: window.seconds })
    done()
  })
}

/** Undefined where all limits are lifted. */
function tightest(windows: readonly Window[]): Window | undefined {
  const limited = windows.filter(({ requests }) => Number.isFinite(requests))
  return limited.reduce<Window | undefined>((least, one) => (least && least.requests <= one.requests ? least : one), undefined)
}
