import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserTransport } from './transport'
import type { Reply } from './transport'

const request = { url: 'https://own.example/p', headers: { 'ma-key': 'key' }, body: '{}' }
const send = (keepalive = true, abortion = new AbortController()): Promise<Reply> => browserTransport(request, keepalive, abortion)

/** What the tracker asked `fetch` for, last. */
let asked: RequestInit & { readonly hasOwnProperty: unknown }

/** Replaces the page's `fetch`. */
function answerWith(respond: (signal: AbortSignal) => unknown): void {
  vi.stubGlobal('fetch', (_url: string, init: typeof asked) => {
    asked = init
    return respond(init.signal as AbortSignal)
  })
}

/** A `fetch` that hangs until it is broken off. */
const hang = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
  })

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a request', () => {
  it('is a POST that carries no cookies, follows no redirect and outlives the page where it may', async () => {
    answerWith(() => new Response(null, { status: 204 }))
    for (const keepalive of [true, false]) {
      await send(keepalive)
      expect(asked).toMatchObject({ method: 'POST', headers: request.headers, body: '{}', keepalive, credentials: 'omit', redirect: 'manual' })
    }
  })

  it('takes no options from Object.prototype', async () => {
    answerWith(() => new Response(null, { status: 204 }))
    await send()
    expect(Object.getPrototypeOf(asked)).toBe(null)
  })

  it('can be broken off', async () => {
    answerWith(hang)
    const abortion = new AbortController()
    const reply = send(true, abortion)
    abortion.abort()
    expect(await reply).toEqual({ status: 0 })
  })
})

describe('a reply', () => {
  it('has status, JSON and Retry-After', async () => {
    answerWith(() => Response.json({ sib: 1 }, { status: 503, headers: { 'retry-after': '7' } }))
    expect(await send()).toEqual({ status: 503, answer: { sib: 1 }, retryAfter: '7' })
  })

  it('may be something else than JSON', async () => {
    answerWith(() => new Response('<html>'))
    expect(await send()).toEqual({ status: 200, answer: undefined, retryAfter: null })
  })

  it('is a redirect where the browser shows none of it', async () => {
    answerWith(() => Response.error())
    expect(await send()).toMatchObject({ status: 302 })
  })

  it.each([
    ['rejects', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['throws', () => { throw new TypeError('refused') }],
    ['answers nonsense', () => undefined],
  ])('has status 0 where fetch %s', async (_what, respond) => {
    answerWith(respond)
    expect(await send()).toEqual({ status: 0 })
  })

  it.each([
    ['hangs', hang],
    ['hangs and does not heed its signal', () => new Promise(() => undefined)],
    ['brings a body that never ends', () => ({ status: 200, headers: new Headers(), json: () => new Promise(() => undefined) })],
  ])('has status 0 after 15 seconds, not before, where fetch %s; then that is broken off', async (_what, respond) => {
    answerWith(respond)
    const [abortion, heard] = [new AbortController(), vi.fn()]
    void send(true, abortion).then(heard)
    await vi.advanceTimersByTimeAsync(14_999)
    expect([heard.mock.calls, abortion.signal.aborted]).toEqual([[], false])
    await vi.advanceTimersByTimeAsync(1)
    expect([heard.mock.calls, abortion.signal.aborted]).toEqual([[[{ status: 0 }]], true])
  })
})
