import type { ApiEvent } from '../../contract/api-event'

/** One request as the upstream saw it. */
export interface SeenRequest {
  readonly atMs: number
  readonly path: string
  readonly key: string | undefined
  readonly status: number
  readonly events: readonly ApiEvent[]
}

/** What the upstream does with a request instead of taking it. */
export type Fault = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown } | 'broken'

/** Brevo as its documents describe it: rate limits, 204, 202 and 207. For tests only. */
export interface TestUpstream {
  readonly fetch: typeof globalThis.fetch
  readonly requests: readonly SeenRequest[]
  /** Events taken, in order. */
  readonly taken: () => readonly ApiEvent[]
  /** Decides over a fault for a request with such events; undefined lets it through. */
  fault: (atMs: number, events: readonly ApiEvent[]) => Fault | undefined
  /** Decides over an event; a text is the reason why it is refused. */
  refusal: (event: ApiEvent) => string | undefined
}

const hourMs = 60 * 60_000
const limits = [
  { path: '/v3/events', windowMs: 1000, most: 10 },
  { path: '/v3/events', windowMs: hourMs, most: 36_000 },
  { path: '/v3/events/batch', windowMs: hourMs, most: 100 },
]

/** Creates one whose answers take so long. */
export function createTestUpstream(latencyMs = 80): TestUpstream {
  const requests: SeenRequest[] = []
  const upstream: TestUpstream = {
    fetch: async (url, init = {}) => {
      await new Promise((resolve) => setTimeout(resolve, latencyMs))
      const path = new URL(url instanceof Request ? url.url : url).pathname
      const body = JSON.parse(init.body as string) as ApiEvent | { events: ApiEvent[] }
      const events = 'events' in body ? body.events : [body]
      const { response, taken } = answer(path, events)
      const key = new Headers(init.headers).get('api-key') ?? undefined
      requests.push({ atMs: Date.now(), path, key, status: response === 'broken' ? 0 : response.status, events: taken })
      if (response === 'broken') throw new TypeError('fetch failed')
      return response
    },
    requests,
    taken: () => requests.flatMap(({ events }) => events),
    fault: () => undefined,
    refusal: () => undefined,
  }

  const isOver = (path: string): boolean =>
    limits.some((limit) => limit.path === path && countSince(requests, path, Date.now() - limit.windowMs) >= limit.most)
  const answer = (path: string, events: readonly ApiEvent[]): { response: Response | 'broken'; taken: readonly ApiEvent[] } => {
    if (isOver(path)) return { response: new Response(null, { status: 429 }), taken: [] }
    const fault = upstream.fault(Date.now(), events)
    if (fault === 'broken') return { response: fault, taken: [] }
    if (fault) return { response: json(fault.status, fault.body, fault.headers), taken: [] }
    const errors = events.flatMap((event, index) => {
      const message = upstream.refusal(event)
      return message === undefined ? [] : [{ eventIndex: [index], message }]
    })
    const taken = events.filter((event) => upstream.refusal(event) === undefined)
    if (path === '/v3/events') return { response: errors[0] ? json(400, errors[0]) : new Response(null, { status: 204 }), taken }
    if (errors.length === 0) return { response: json(202, { message: 'queued', count: events.length }), taken }
    return { response: json(207, { failed_events: errors.length, errors }), taken }
  }
  return upstream
}

function json(status: number, body: unknown = {}, headers: Record<string, string> = {}): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers })
}

/** Requests on a path that came after a time; they are in order, so counting starts at the end. */
function countSince(requests: readonly SeenRequest[], path: string, atMs: number): number {
  let count = 0
  for (let at = requests.length - 1; at >= 0; at--) {
    const request = requests[at]
    if (!request || request.atMs <= atMs) break
    if (request.path === path) count++
  }
  return count
}
