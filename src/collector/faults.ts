import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ApiError } from '../contract/errors'
import { rulesOf } from './paths'

/** An error of Fastify's, or of a route. */
type Thrown = Error & { readonly statusCode?: number; readonly code?: string }

/** States what went wrong before or in a route in the one error shape. */
export function problemOf(error: Thrown): ApiError {
  if (error.statusCode === 413) return { code: 'too_large', message: 'the body is larger than this collector takes (--max-body-bytes)' }
  if (error.statusCode !== undefined && error.statusCode < 500)
    return { code: 'invalid_parameter', message: error.message }
  return { code: 'service_unavailable', message: 'the collector could not store the request; send it again later' }
}

/** An answer to a request that no route sees. */
interface RawAnswer {
  readonly status: number
  readonly problem: ApiError
  /** Headers beside those that every such answer has, as lines. */
  readonly headers?: readonly string[]
}

/** Node's complaint about bytes, with the last of them where it is about those; Fastify has no true type for them. */
type ParserError = Error & { readonly code?: string; readonly rawPacket?: unknown }

/** Answers a request that Node's parser gave up on. */
export function answerParserError(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isOpen = rulesOf(addressIn(error.rawPacket))?.isOpen
  writeProblem(socket, { ...parserProblem(error.code), ...(isOpen && { headers: ['access-control-allow-origin: *'] }) })
}

/** Writes an answer by hand, then ends the connection. */
export function writeProblem(socket: Duplex, { status, problem, headers = [] }: RawAnswer): void {
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    ...headers,
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/**
 * What a request asked for, as far as its first line is among the bytes. A late one comes without any: its answer is
 * closed to pages, to which it is an outage like others, and is sent again.
 */
function addressIn(bytes: unknown): string {
  const text = Buffer.isBuffer(bytes) ? bytes.toString('latin1') : ''
  const [, address = ''] = /^[A-Z]+ (\S+)/.exec(text) ?? []
  return address
}

function parserProblem(code: string | undefined): RawAnswer {
  if (code === 'HPE_HEADER_OVERFLOW')
    return { status: 431, problem: { code: 'too_large', message: 'the address and headers are larger than this collector takes (--max-header-bytes)' } }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, problem: { code: 'service_unavailable', message: 'the request did not arrive in time' } }
  return { status: 400, problem: { code: 'invalid_parameter', message: 'the request is not well-formed HTTP' } }
}
