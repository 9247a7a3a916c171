import { request as httpRequest, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault, GateRequest } from './fault'

/** Where a gate leads to. */
export interface Upstream {
  readonly port: number
  readonly isTls: boolean
}

/** A request that waits at the gate. */
export interface Arrival extends GateRequest {
  readonly headers: IncomingHttpHeaders
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Does to a request what the fault says; resolves to whether the receiver got it. */
export async function pass(arrival: Arrival, fault: Fault | undefined, upstream: Upstream, out: ServerResponse): Promise<boolean> {
  switch (fault?.type) {
    case 'hang':
      return false
    case 'reset':
      breakOff(out)
      return false
    case 'garbage':
      out.socket?.end('There is no such protocol.\r\n\r\n')
      return false
    case 'answer':
      send(out, { status: fault.status, headers: { ...(fault.noCors ? {} : leave), ...fault.headers }, body: Buffer.from(fault.body ?? '') })
      return false
  }
  if (fault?.type === 'late' && fault.beforeReadMs !== undefined) {
    await pause(fault.beforeReadMs)
    if (out.destroyed) return false
  }
  const reply = await forward(arrival, upstream).catch(() => undefined)
  if (reply === undefined || fault?.type === 'readThenReset') breakOff(out)
  else if (fault?.type === 'truncate') sendHalf(out, reply)
  else if (fault?.type === 'noCors') send(out, { ...reply, headers: withoutLeave(reply.headers) })
  else {
    if (fault?.type === 'late') await pause(fault.beforeReplyMs ?? 0)
    send(out, reply)
  }
  return reply !== undefined
}

/** What lets a page of any other origin send and read. */
const leave = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'ma-key, content-type',
  'access-control-expose-headers': 'retry-after',
}

function withoutLeave(headers: Reply['headers']): Reply['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')))
}

function forward({ method, path, headers, body }: Arrival, { port, isTls }: Upstream): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const start = isTls ? httpsRequest : httpRequest
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false, rejectUnauthorized: false }
    const onward = start(options, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) }))
    })
    onward.on('error', reject).end(body)
  })
}

/**
 * Every answer ends its connection: browsers send a request again by themselves when a connection that they use for
 * the second time breaks (RFC 9110, 9.2.2 allows it), and then a gate would count what the tracker never did.
 */
function send(out: ServerResponse, { status, headers, body }: Reply): void {
  out.writeHead(status, { ...headers, connection: 'close' }).end(body)
}

function sendHalf(out: ServerResponse, { headers, body }: Reply): void {
  const text = body.length > 1 ? body : Buffer.from('{"sib": 1, "rejected": []}')
  out.writeHead(200, { ...headers, 'content-length': text.length, connection: 'close' })
  out.write(text.subarray(0, text.length >> 1), () => breakOff(out))
}

/** Under TLS a socket of its own stands before the one that could be reset. */
function breakOff(out: ServerResponse): void {
  if (out.socket && !('encrypted' in out.socket)) out.socket.resetAndDestroy()
  else out.destroy()
}
