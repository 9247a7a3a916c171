import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** What a load came to. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Answers with another status than 200. */
  readonly failed: number
}

export interface LoadOptions {
  readonly port: number
  readonly connections: number
  readonly requests: number
  /** The body of the nth request. */
  readonly bodyOf: (n: number) => string
}

/**
 * Posts to `/p` over so many connections, one request under way on each. The client is as bare as can be, for it shares the
 * machine with what it measures.
 */
export async function loadHttp({ port, connections, requests, bodyOf }: LoadOptions): Promise<LoadResult> {
  let sent = 0
  let failed = 0
  const next = (socket: Socket): boolean => {
    if (sent === requests) return false
    const body = bodyOf(sent++)
    socket.write(`POST /p HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    return true
  }
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const startedAt = performance.now()
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          const reader = createAnswerReader((status) => {
            if (status !== '200') failed++
            if (next(socket)) return
            socket.destroy()
            resolve()
          })
          socket.on('data', reader).on('error', reject)
          socket.on('end', () => reject(new Error('the server hung up')))
          if (!next(socket)) resolve()
        }),
    ),
  )
  return { requests, seconds: (performance.now() - startedAt) / 1000, failed }
}

/** Reads answers that come one at a time, by their `content-length`. */
export function createAnswerReader(onAnswer: (status: string) => void): (chunk: Buffer) => void {
  let text = ''
  return (chunk) => {
    text += chunk.toString('latin1')
    const headEnd = text.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1])
    if (text.length < headEnd + 4 + length) return
    const status = text.slice(9, 12)
    text = ''
    onAnswer(status)
  }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.on('error', reject)
  })
}
