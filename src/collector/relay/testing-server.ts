import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a server saw it. */
export interface ServedRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

/** How a server answers; `silent` never does. */
export type ServerAnswer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown } | 'silent'

/** A real HTTP server that notes what it is asked. For tests only. */
export interface TestServer {
  readonly url: string
  readonly requests: readonly ServedRequest[]
  /** Connections that were ever opened. */
  readonly connections: () => number
  answer: (request: ServedRequest) => ServerAnswer
  readonly end: () => Promise<void>
}

/** Starts one that answers 204 until it is told otherwise. */
export async function startTestServer(): Promise<TestServer> {
  const requests: ServedRequest[] = []
  let connections = 0
  const server = createServer((incoming, outgoing) => {
    let text = ''
    incoming.on('data', (part: Buffer) => (text += part.toString()))
    incoming.on('end', () => {
      const request = { path: incoming.url ?? '', headers: incoming.headers, body: text ? (JSON.parse(text) as unknown) : undefined }
      requests.push(request)
      const answer = testServer.answer(request)
      if (answer === 'silent') return
      outgoing.writeHead(answer.status, answer.headers)
      outgoing.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
    })
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const testServer: TestServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    answer: () => ({ status: 204 }),
    async end() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return testServer
}
