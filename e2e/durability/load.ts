import { Agent, request } from 'node:http'

/** Clients that post single hits to a collector, one after the other each, until they are told to stop. */
export interface Load {
  /** The ids that the collector has acknowledged, in the order of the answers. */
  readonly acknowledged: readonly string[]
  /** Resolves once that many hits have been acknowledged. */
  reached(count: number): Promise<void>
  /** Stops the clients; resolves when the last of them has its answer, or knows that there will be none. */
  stop(): Promise<void>
}

/** Starts so many clients; ids begin with `name`. */
export function startLoad(url: string, { name, clients }: { readonly name: string; readonly clients: number }): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const acknowledged: string[] = []
  const waiting = new Map<number, () => void>()
  let isOver = false

  const client = async (number: number): Promise<void> => {
    for (let count = 0; !isOver; count++) {
      const id = `${name}-${number}-${count}`
      if (!(await isAcknowledged(url, agent, id))) continue
      acknowledged.push(id)
      waiting.get(acknowledged.length)?.()
    }
  }
  const running = Array.from({ length: clients }, (_, number) => client(number))

  return {
    acknowledged,
    reached: (count) =>
      new Promise((resolve) => {
        if (acknowledged.length >= count) resolve()
        else waiting.set(count, resolve)
      }),
    async stop() {
      isOver = true
      await Promise.all(running)
      agent.destroy()
    },
  }
}

/** Only the mark of the collector acknowledges; no answer and a broken one do not. */
function isAcknowledged(url: string, agent: Agent, id: string): Promise<boolean> {
  const body = JSON.stringify({ key: 'k', cuid: `visitor-${id}`, sib_type: 'track', sib_name: 'load', id })
  return new Promise((resolve) => {
    const outgoing = request(`${url}/p`, { method: 'POST', agent, headers: { 'content-type': 'text/plain' } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('error', () => resolve(false))
      answer.on('close', () => resolve(answer.statusCode === 200 && text.startsWith('{"sib":1')))
    })
    outgoing.on('error', () => resolve(false))
    outgoing.end(body)
  })
}
