/** A request as a server would see it. */
export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What a scripted `fetch` does next: answers, fails like a broken connection, or never answers. */
export type Step = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> } | 'broken' | 'silent'

/** A `fetch` that follows a script, and notes what it was asked. For tests only. */
export interface TestFetch {
  readonly fetch: typeof globalThis.fetch
  readonly requests: readonly SeenRequest[]
}

/** Creates one; its last step goes on for ever. */
export function createTestFetch(...steps: readonly Step[]): TestFetch {
  const requests: SeenRequest[] = []
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { method = 'GET', headers, body, signal } = init
    const parsed = typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined
    requests.push({ method, url: url instanceof Request ? url.url : String(url), headers: headers as Record<string, string>, body: parsed })
    const step = steps[Math.min(requests.length, steps.length) - 1] ?? 'broken'
    if (step === 'broken') throw new TypeError('fetch failed')
    if (step === 'silent') return untilAborted(signal)
    const text = typeof step.body === 'string' ? step.body : JSON.stringify(step.body)
    return new Response(step.body === undefined ? null : text, { status: step.status, headers: step.headers ?? {} })
  }
  return { fetch, requests }
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason as Error)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort)
  })
}
