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
  readonly url: string
  readonly body: string
  readonly atMs: number
}

/** What an answer looks like to the page; undefined where none came. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** The way to a receiver that keeps what it accepts: an own collector, or the vendor's endpoints, which know no id of ours. */
export interface Network {
  weather: Weather
  /** E-mail of the contact that the collector names in its answers. */
  contact: string | undefined
  /** Names of events that the collector refuses with 400, the whole request with them. */
  readonly poison: Set<string>
  readonly requests: Sent[]
  /** Hits as received first: of a collector by id, of the vendor by name. */
  readonly received: Map<string, { name: string; email: string | undefined; lane: string; seq: number; copies: number }>
  /** Counts of lost events as the trackers reported them, each report once. */
  readonly dropped: Record<string, number>
  /** Ids of those reports. */
  readonly reported: Set<string>
  /** Puts a request on the way. It never arrives where it was cancelled in time. */
  send(url: string, body: string, isCancelled: () => boolean, onAnswer: (answer: Answer | undefined) => void): void
}

const vendorHost = 'https://in-automate.brevo.com/'

interface Hit {
  readonly id: string
  readonly sib_type: string
  readonly sib_name?: string
  readonly email_id?: string
  readonly properties?: Readonly<Record<string, number>>
  readonly lane: string
  readonly seq: number
}

/** A network of the given timeline. */
export function createNetwork(timeline: Timeline, random: Random): Network {
  const network: Network = {
    weather: 'fine',
    contact: undefined,
    poison: new Set(),
    requests: [],
    received: new Map(),
    reported: new Set(),
    dropped: {},
    send(url, body, isCancelled, onAnswer) {
      network.requests.push({ url, body, atMs: timeline.nowMs() })
      timeline.after(random.between(5, 250), () => {
        if (isCancelled()) return
        const answer = arrive(network, { url, body }, random)
        if (answer !== 'never') timeline.after(random.between(5, 250), () => onAnswer(answer))
      })
    },
  }
  return network
}

function arrive(network: Network, request: Pick<Sent, 'url' | 'body'>, random: Random): Answer | undefined | 'never' {
  const plain = (status: number, headers = {}): Answer => ({ status, body: '', headers })
  switch (network.weather) {
    case 'down':
      return undefined
    case 'hanging':
      return 'never'
    case 'captive':
      // A portal cannot speak for the vendor's host, whose certificate it has not; a collector may be without one.
      return request.url.startsWith(vendorHost) ? undefined : { status: 200, body: '<html>Please log in</html>', headers: {} }
    case 'misconfigured':
      return plain(random.pick([401, 403, 404, 405]))
    case 'overloaded':
      return plain(503)
    case 'throttled':
      return plain(429, random.chance(0.5) ? { 'retry-after': '7' } : {})
    case 'flaky':
      return random.chance(0.5) ? random.pick([plain(500), plain(503), undefined]) : accept(network, request)
    case 'deaf': {
      const answer = accept(network, request)
      return random.chance(0.5) ? answer : undefined
    }
    case 'fine':
      return accept(network, request)
  }
}

const refusal: Answer = { status: 400, body: '{"code":"invalid_parameter","message":"poison"}', headers: {} }

function accept(network: Network, { url, body }: Pick<Sent, 'url' | 'body'>): Answer {
  const fields = JSON.parse(body) as Hit & { hits?: Hit[]; event?: string; email?: string }
  const { hits = [] } = fields
  if (!fields.hits) {
    // The tracker of a known contact says no id to `api/v2`; names are unique here.
    const isRest = url.includes('/api/v2/')
    const name = isRest ? (fields.event ?? '') : (fields.sib_name ?? '')
    if (network.poison.has(name)) return refusal
    if (name) keep(network, name, { name, email: isRest ? fields.email : fields.email_id, lane: fields.lane, seq: fields.seq })
    return { status: 204, body: '', headers: {} }
  }
  if (hits.some(({ sib_name = '' }) => network.poison.has(sib_name))) return refusal
  for (const hit of hits) {
    const { id, sib_type, sib_name: name = '', email_id: email, lane, seq } = hit
    if (sib_type === 'dropped') count(network, hit)
    else keep(network, id, { name, email, lane, seq })
  }
  return { status: 200, body: JSON.stringify({ sib: 1, rejected: [], email_id: network.contact }), headers: {} }
}

function keep({ received }: Network, key: string, hit: { name: string; email: string | undefined; lane: string; seq: number }): void {
  const known = received.get(key)
  if (known) known.copies++
  else received.set(key, { ...hit, copies: 1 })
}

function count({ reported, dropped }: Network, { id, properties = {} }: Hit): void {
  if (reported.has(id)) return
  reported.add(id)
  for (const [reason, losses] of Object.entries(properties)) dropped[reason] = (dropped[reason] ?? 0) + losses
}
