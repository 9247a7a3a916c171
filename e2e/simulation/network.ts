import type { Random } from './random'
import type { Timeline } from './timeline'

/** How the collector, and the way to it, behave at the moment. */
export type Weather =
  | 'fine'
  /** Half of the answers are 500, 503 or a reset before the request was read. */
  | 'flaky'
  /** Requests are accepted and stored, and half of the answers get lost. */
  | 'deaf'
  | 'overloaded'
  | 'throttled'
  | 'down'
  | 'captive'
  | 'misconfigured'
  | 'hanging'

/** Everything but `fine`. */
export const foulWeather: readonly Weather[] = [
  'flaky', 'deaf', 'overloaded', 'throttled', 'down', 'captive', 'misconfigured', 'hanging',
]

/** One request as it leaves a page. */
export interface Sent {
  readonly body: string
  readonly atMs: number
}

/** What an answer looks like to the page; undefined where none came. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** The way to a collector that keeps what it accepts. */
export interface Network {
  weather: Weather
  /** Names of events that the collector refuses with 400, the whole request with them. */
  readonly poison: Set<string>
  readonly requests: Sent[]
  /** Hits by id, as received first. */
  readonly received: Map<string, { name: string; email: string | undefined; lane: string; seq: number; copies: number }>
  /** Counts of lost events as the trackers reported them, once an envelope. */
  readonly dropped: Record<string, number>
  /** Puts a request on the way. It never arrives where it was cancelled in time. */
  send(body: string, isCancelled: () => boolean, onAnswer: (answer: Answer | undefined) => void): void
}

interface EnvelopeBody {
  dropped?: Record<string, number>
  hits: { id: string; sib_name?: string; email_id?: string; lane: string; seq: number }[]
}

/** A network of the given timeline. */
export function createNetwork(timeline: Timeline, random: Random): Network {
  const network: Network = {
    weather: 'fine',
    poison: new Set(),
    requests: [],
    received: new Map(),
    dropped: {},
    send(body, isCancelled, onAnswer) {
      network.requests.push({ body, atMs: timeline.nowMs() })
      timeline.after(random.between(5, 250), () => {
        if (isCancelled()) return
        const answer = arrive(network, body, random)
        if (answer !== 'never') timeline.after(random.between(5, 250), () => onAnswer(answer))
      })
    },
  }
  return network
}

function arrive(network: Network, body: string, random: Random): Answer | undefined | 'never' {
  const plain = (status: number, headers = {}): Answer => ({ status, body: '', headers })
  switch (network.weather) {
    case 'down':
      return undefined
    case 'hanging':
      return 'never'
    case 'captive':
      return { status: 200, body: '<html>Please log in</html>', headers: {} }
    case 'misconfigured':
      return plain(random.pick([401, 403, 404, 405]))
    case 'overloaded':
      return plain(503)
    case 'throttled':
      return plain(429, random.chance(0.5) ? { 'retry-after': '7' } : {})
    case 'flaky':
      return random.chance(0.5) ? random.pick([plain(500), plain(503), undefined]) : accept(network, body)
    case 'deaf': {
      const answer = accept(network, body)
      return random.chance(0.5) ? answer : undefined
    }
    case 'fine':
      return accept(network, body)
  }
}

function accept({ poison, received, dropped }: Network, body: string): Answer {
  const { hits, dropped: counts = {} } = JSON.parse(body) as EnvelopeBody
  if (hits.some(({ sib_name }) => poison.has(sib_name ?? ''))) return { status: 400, body: '{"code":"invalid_parameter","message":"poison"}', headers: {} }
  for (const { id, sib_name: name = '', email_id: email, lane, seq } of hits) {
    const known = received.get(id)
    if (known) known.copies++
    else received.set(id, { name, email, lane, seq, copies: 1 })
  }
  for (const [reason, count] of Object.entries(counts)) dropped[reason] = (dropped[reason] ?? 0) + count
  return { status: 200, body: '{"sib":1,"rejected":[]}', headers: {} }
}
