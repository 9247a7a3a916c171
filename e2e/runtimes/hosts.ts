import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { close, listen } from '../fixtures/network/listen'

/** Two APIs that are not well, open to pages. */
export interface Hosts {
  /** Says at each first call that it is busy, and takes the second. */
  readonly busyHost: string
  /** Never answers. */
  readonly silentHost: string
  stop(): Promise<void>
}

const open = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*, ma-key, content-type',
  'access-control-expose-headers': 'retry-after',
}

/** Starts both on one free port. */
export async function startHosts(): Promise<Hosts> {
  let posts = 0
  const answer = ({ method, url = '' }: IncomingMessage, response: ServerResponse): void => {
    if (method === 'OPTIONS') response.writeHead(204, open).end()
    else if (url.startsWith('/busy/')) response.writeHead(posts++ % 2 === 0 ? 503 : 204, { ...open, 'retry-after': '0' }).end()
  }
  const server = createServer(answer)
  const origin = `http://127.0.0.1:${await listen(server)}`
  return {
    busyHost: `${origin}/busy`,
    silentHost: `${origin}/silent`,
    async stop() {
      server.closeAllConnections()
      await close(server)
    },
  }
}
