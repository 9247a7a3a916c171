import type { Reply } from '../transport'

/** How the way to the receiver and back behaves; `flaky` is any of the others, by chance. */
export type Weather = 'ok' | 'busy' | 'limited' | 'misconfigured' | 'portal' | 'lost' | 'unheard' | 'silent' | 'flaky'

/** A receiver that knows events by id, and refuses some for good: those marked `!` with a status, those marked `?` by name. */
export interface TestServer {
  weather: Weather
  /** Ids in the order of their first receipt. */
  readonly received: string[]
  /** Ids that it refused in an answer that says so. */
  readonly refused: Set<string>
  /** A request arrives, unless the weather is against it; returns what goes back, and after how long. */
  meet(ids: readonly string[], isEnvelope: boolean): { readonly reply: Reply; readonly afterMs: number }
}

const weathers: Weather[] = ['ok', 'ok', 'ok', 'busy', 'limited', 'portal', 'lost', 'unheard', 'silent']

/** A server in fair weather; `chance` decides when it is flaky. */
export function createTestServer(chance: () => number): TestServer {
  const receive = (ids: readonly string[], isEnvelope: boolean): Reply => {
    const bad = ids.filter((id) => id.endsWith('!'))
    if (bad.length) {
      if (ids.length === 1) server.refused.add(bad[0] as string)
      return { status: 400 }
    }
    const named = isEnvelope ? ids.filter((id) => id.endsWith('?')) : []
    for (const id of named) server.refused.add(id)
    for (const id of ids) if (!named.includes(id) && !server.received.includes(id)) server.received.push(id)
    const rejected = named.map((id) => ({ id, code: 'invalid_parameter', message: 'refused' }) as const)
    return isEnvelope ? { status: 200, answer: { sib: 1, rejected } } : { status: 204 }
  }

  const server: TestServer = {
    weather: 'ok',
    received: [],
    refused: new Set(),
    meet(ids, isEnvelope) {
      const weather = server.weather === 'flaky' ? (weathers[Math.floor(chance() * weathers.length)] as Weather) : server.weather
      const afterMs = weather === 'silent' ? 15_000 : 20 + Math.floor(chance() * 400)
      if (weather === 'busy') return { reply: { status: 503 }, afterMs }
      if (weather === 'limited') return { reply: { status: 429, retryAfter: '20' }, afterMs }
      if (weather === 'misconfigured') return { reply: { status: 401 }, afterMs }
      // Only an own collector can be told from a portal.
      if (weather === 'portal') return { reply: isEnvelope ? { status: 200, answer: {} } : { status: 511 }, afterMs }
      if (weather === 'lost' || weather === 'silent') return { reply: { status: 0 }, afterMs }
      const reply = receive(ids, isEnvelope)
      return { reply: weather === 'unheard' ? { status: 0 } : reply, afterMs }
    },
  }
  return server
}
