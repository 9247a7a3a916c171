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
  /** Those that were under way when it left. */
  readonly besides: readonly Sent[]
  /** On its way there, or awaited by a page that could hear the answer. */
  isUnderWay(): boolean
}

/** A request as its page makes it. */
export interface Departure extends Pick<Sent, 'url' | 'body'> {
  /** Its page has broken it off. */
  isAborted(): boolean
  /** It would not get there now. */
  isCancelled(): boolean
  /** Its page is there to hear an answer. */
  isAwaited(): boolean
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
  /** Hits as received first, in that order: of a collector by id, of the vendor by name. */
  readonly received: Map<string, Received>
  /** Counts of lost events as the trackers reported them, each report once. */
  readonly dropped: Record<string, number>
  /** Ids of those reports. */
  readonly reported: Set<string>
  /** Puts a request on the way. It never arrives where it was cancelled in time. */
  send(departure: Departure, onAnswer: (answer: Answer | undefined) => void): void
}

/** What a receiver keeps of a hit. */
export interface Received {
  readonly name: string
  readonly email: string | undefined
  /** The visitor; `api/v2` is told none. */
  readonly cuid: string | undefined
  /** The request that brought it first. */
  readonly by: Sent
  copies: number
}

/** The names of what was received, in that order. */
export const namesReceived = ({ received }: Pick<Network, 'received'>): string[] => [...received.values()].map(({ name }) => name)

const vendorHost = 'https://in-automate.brevo.com/'

/** A hit as a request carries it; `api/v2` is told neither id nor lane. */
export interface Hit {
  readonly id?: string
  readonly sib_type?: string
  readonly sib_name?: string
  readonly email_id?: string
  readonly cuid?: string
  readonly properties?: Readonly<Record<string, number>>
  readonly lane?: string
  readonly seq?: number
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
    send({ url, body, isAborted, isCancelled, isAwaited }, onAnswer) {
      let [isThere, isAnswered] = [false, false]
      const sent: Sent = {
        ...{ url, body, atMs: timeline.nowMs(), besides: network.requests.filter((other) => other.isUnderWay()) },
        isUnderWay: () => !isAnswered && !isAborted() && (!isThere || isAwaited()),
      }
      network.requests.push(sent)
      timeline.after(random.between(5, 250), () => {
        isThere = true
        if (isCancelled()) return
        const answer = arrive(network, sent, random)
        if (answer === 'never') return
        timeline.after(random.between(5, 250), () => {
          isAnswered = true
          onAnswer(answer)
        })
      })
    },
  }
  return network
}

function arrive(network: Network, request: Sent, random: Random): Answer | undefined | 'never' {
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

/** The hits that a request carries. */
export function hitsIn({ url, body }: Pick<Sent, 'url' | 'body'>): readonly Hit[] {
  const fields = JSON.parse(body) as Hit & { hits?: Hit[]; event?: string; email?: string }
  const { cuid } = fields
  if (!url.includes('/api/v2/')) return fields.hits?.map((hit) => ({ ...(cuid !== undefined && { cuid }), ...hit })) ?? [fields]
  return [{ ...(fields.event !== undefined && { sib_name: fields.event }), ...(fields.email !== undefined && { email_id: fields.email }) }]
}

function accept(network: Network, request: Sent): Answer {
  const hits = hitsIn(request)
  if (hits.some(({ sib_name = '' }) => network.poison.has(sib_name))) return refusal
  const isVendor = request.url.startsWith(vendorHost)
  for (const hit of hits) {
    if (hit.sib_type === 'dropped') count(network, hit)
    // The tracker of a known contact says no id to `api/v2`; names are unique here.
    else keep(network, (isVendor ? hit.sib_name : hit.id) ?? '', hit, request)
  }
  if (isVendor) return { status: 204, body: '', headers: {} }
  return { status: 200, body: JSON.stringify({ sib: 1, rejected: [], email_id: network.contact }), headers: {} }
}

function keep({ received }: Network, key: string, { sib_name: name = '', email_id: email, cuid }: Hit, by: Sent): void {
  const known = received.get(key)
  if (known) known.copies++
  else if (key) received.set(key, { name, email, cuid, by, copies: 1 })
}

function count({ reported, dropped }: Network, { id = '', properties = {} }: Hit): void {
  if (reported.has(id)) return
  reported.add(id)
  for (const [reason, losses] of Object.entries(properties)) dropped[reason] = (dropped[reason] ?? 0) + losses
}
