import { createServer, request } from 'node:http'
import { createSecureServer, constants, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2'
import { request as tlsRequest } from 'node:https'
import { buffer } from 'node:stream/consumers'
import type { Certificate } from '../fixtures/network/certificate'
import { close, listen } from '../fixtures/network/listen'

/** A server that browsers keep their connections to, and that ends them as they begin a second request. */
export interface KeptConnections {
  readonly port: number
  /** How many connections it has ended in the face of a request. */
  ended(): number
  stop(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
}

/** HTTP/1.1: the connection breaks, as where a server's idle time is over just then. Nothing of that request goes on. */
export async function startKeepAlive(targetPort: number, times: number): Promise<KeptConnections> {
  const used = new WeakSet()
  let ended = 0
  const server = createServer((incoming, outgoing) => {
    if (used.has(incoming.socket) && ended < times) {
      ended++
      incoming.socket.destroy()
      return
    }
    used.add(incoming.socket)
    const { method = 'GET', url: path = '/', headers } = incoming
    buffer(incoming)
      .then((body) => ask(false, targetPort, { method, path, headers: { ...headers } as Record<string, string>, body }))
      .then(({ status, headers: given, body }) => outgoing.writeHead(status, given).end(body))
      .catch(() => outgoing.destroy())
  })
  server.keepAliveTimeout = 60_000
  return {
    port: await listen(server),
    ended: () => ended,
    async stop() {
      server.closeAllConnections()
      await close(server)
    },
  }
}

/** HTTP/2: GOAWAY says that the second request was not begun (RFC 9113, 6.8), and the connection ends. */
export async function startGoAway(targetPort: number, times: number, certificate: Certificate): Promise<KeptConnections> {
  const sessions = new Set<ServerHttp2Session>()
  const lastStreams = new WeakMap<ServerHttp2Session, number>()
  let ended = 0
  const server = createSecureServer({ ...certificate })
  server.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session)).on('error', () => undefined)
  })
  server.on('request', (incoming: Http2ServerRequest, outgoing) => {
    const { stream, method, url: path } = incoming
    const session = stream.session as ServerHttp2Session
    stream.on('error', () => undefined)
    const last = lastStreams.get(session)
    if (method === 'POST' && last !== undefined && ended < times) {
      ended++
      session.goaway(constants.NGHTTP2_NO_ERROR, last)
      setImmediate(() => session.destroy())
      return
    }
    lastStreams.set(session, stream.id ?? 0)
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith(':'))) as Record<string, string>
    buffer(incoming)
      .then((body) => ask(true, targetPort, { method, path, headers: { ...headers, host: incoming.authority }, body }))
      .then(({ status, headers: given, body }) => {
        const { connection: _connection, 'transfer-encoding': _encoding, 'keep-alive': _keepAlive, ...kept } = given
        outgoing.writeHead(status, kept)
        outgoing.end(body)
      })
      .catch(() => stream.destroy())
  })
  return {
    port: await listen(server),
    ended: () => ended,
    async stop() {
      for (const session of sessions) session.destroy()
      await close(server)
    },
  }
}

type Question = Readonly<{ method: string; path: string; headers: Record<string, string>; body: Buffer }>

async function ask(isTls: boolean, port: number, { method, path, headers, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const start = isTls ? tlsRequest : request
    const onward = start({ host: '127.0.0.1', port, method, path, headers, agent: false, rejectUnauthorized: false }, (answer) => {
      const { connection: _connection, ...given } = answer.headers
      buffer(answer).then((text) => resolve({ status: answer.statusCode ?? 502, headers: given as Answer['headers'], body: text }), reject)
    })
    onward.on('error', reject).end(body)
  })
}
