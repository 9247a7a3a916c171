import { Agent } from 'node:http'
import { routes, send } from './post'
import type { Post } from './post'

/** Clients that post to a collector, one after the other each and by all routes, until they are told to stop. */
export interface Load {
  /** The names of all events that were sent, and of those that the collector has acknowledged, in the order of the answers. */
  readonly sent: readonly string[]
  readonly acknowledged: readonly string[]
  /** What has to be sent again, since nobody said that it is safe. */
  readonly unanswered: readonly Post[]
  /** How often something was sent again. */
  readonly repeats: () => number
  /** Resolves once that many events have been acknowledged. */
  reached(count: number): Promise<void>
  /** Stops the clients; resolves when the last of them has its answer, or knows that there will be none. */
  stop(): Promise<void>
}

/** What a load is made of. */
export interface LoadOptions {
  /** What names of events begin with. */
  readonly name: string
  readonly clients: number
  /** What earlier loads had no answer to: sent first. */
  readonly unanswered?: readonly Post[]
}

/** Every so many posts, the client leaves before the answer, and sends the same again. */
const leavesEvery = 7

/** Starts so many clients; each ends with the first of its posts that it waited for in vain. */
export function startLoad(url: string, { name, clients, unanswered: earlier = [] }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const unanswered = [...earlier]
  const [sent, acknowledged]: [string[], string[]] = [[], []]
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>()
  const ways = Object.values(routes)
  let [isOver, repeats] = [false, 0]

  const make = (number: number, count: number): Post => {
    const post = (ways[(number + count) % ways.length] as (name: string) => Post)(`${name}-${number}-${count}`)
    sent.push(...post.names)
    return post
  }
  const client = async (number: number): Promise<void> => {
    for (let count = 0; !isOver; count++) {
      const again = unanswered.shift()
      if (again) repeats++
      const post = again ?? make(number, count)
      const isLeft = !again && post.isRepeatable && count % leavesEvery === 0
      if (await send(url, agent, post, isLeft)) acknowledged.push(...post.names)
      else {
        if (post.isRepeatable) unanswered.push(post)
        if (!isLeft) return
      }
      for (const one of waiting) if (acknowledged.length >= one.count) one.resolve()
    }
  }
  const running = Promise.all(Array.from({ length: clients }, (_, number) => client(number)))

  return {
    sent,
    acknowledged,
    unanswered,
    repeats: () => repeats,
    reached: (count) =>
      Promise.race([
        new Promise<void>((resolve) => void waiting.add({ count, resolve })),
        running.then(() => Promise.reject(new Error(`only ${acknowledged.length} of ${count} events were acknowledged`))),
      ]),
    async stop() {
      isOver = true
      await running
      agent.destroy()
    },
  }
}

/** Sends what had no answer until now, one after the other; returns the names of the events, all of which have to be taken. */
export async function sendAgain(url: string, posts: readonly Post[]): Promise<readonly string[]> {
  const agent = new Agent({ keepAlive: true })
  for (const post of posts) if (!(await send(url, agent, post))) throw new Error(`${post.names.join()}: not taken`)
  agent.destroy()
  return posts.flatMap(({ names }) => names)
}
