import { request } from 'node:http'
import type { Agent } from 'node:http'

/** One request with events to a collector. */
export interface Post {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The names of its events, each of which is sent in one post only. */
  readonly names: readonly string[]
  /** Whether it may be sent again: its events have ids, by which a collector knows them. Those of `api/v2` and v3 have none. */
  readonly isRepeatable: boolean
  /** Whether this answer says that all of its events are safe. */
  readonly isAcknowledgedBy: (status: number, body: string) => boolean
}

/** The api-key that the posts to v3 carry. */
export const apiKey = 'xkeysib-durability'

const perEnvelope = 5
const several = (name: string): readonly string[] => Array.from({ length: perEnvelope }, (_, place) => `${name}-${place}`)
const json = { 'content-type': 'application/json' }

const hitOf = (name: string): object => ({ id: name, sib_type: 'track', sib_name: name })
const eventOf = (name: string): object => ({ event_name: name, identifiers: { ext_id: 'customer' } })

/** The one answer of `/p` that keeps nothing back. */
const takesAll = (status: number, body: string): boolean => status === 200 && body.startsWith('{"sib":1,"rejected":[]')

const toTracking = (names: readonly string[], fields: object): Post => ({
  ...{ path: '/p', headers: { 'content-type': 'text/plain' }, names, isRepeatable: true, isAcknowledgedBy: takesAll },
  body: JSON.stringify({ key: 'k', cuid: `visitor-${names[0] ?? ''}`, ...fields }),
})
const toServers = (path: string, status: number, names: readonly string[], body: object): Post => ({
  ...{ path, headers: { ...json, 'ma-key': 'k', 'api-key': apiKey }, names, isRepeatable: false },
  ...{ body: JSON.stringify(body), isAcknowledgedBy: (answered: number) => answered === status },
})

/** All ways in which events come, as posts whose events are called by this name. */
export const routes = {
  single: (name: string) => toTracking([name], hitOf(name)),
  envelope: (name: string) => toTracking(several(name), { sent: Date.now(), hits: several(name).map(hitOf) }),
  v2: (name: string) => toServers('/api/v2/trackEvent', 204, [name], { email: 'ann@a.test', event: name }),
  v3: (name: string) => toServers('/v3/events', 204, [name], eventOf(name)),
  batch: (name: string) => toServers('/v3/events/batch', 202, several(name), { events: several(name).map(eventOf) }),
} as const satisfies Readonly<Record<string, (name: string) => Post>>

/** Sends a post; resolves with whether it was acknowledged. `isLeft`: its sender goes away before the answer, as pages do. */
export function send(url: string, agent: Agent, post: Post, isLeft = false): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(url + post.path, { method: 'POST', agent, headers: post.headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('error', () => resolve(false))
      answer.on('close', () => resolve(answer.complete && post.isAcknowledgedBy(answer.statusCode ?? 0, text)))
    })
    outgoing.on('error', () => resolve(false))
    outgoing.end(post.body, () => {
      if (!isLeft) return
      resolve(false)
      outgoing.destroy()
    })
  })
}
