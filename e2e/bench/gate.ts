import { createServer, request } from 'node:http'
import { listen } from '../fixtures/network/listen'

/** Stands before a collector: open it lets everything through, closed it answers 503. */
export interface Gate {
  readonly url: string
  /** Requests that were answered with 503. */
  refused(): number
  close(): void
  open(): void
  stop(): Promise<void>
}

/** An open gate before the collector at this URL. */
export async function startGate(collectorUrl: string): Promise<Gate> {
  let isOpen = true
  let refused = 0
  const server = createServer((incoming, outgoing) => {
    if (!isOpen) {
      refused++
      incoming.resume()
      outgoing.writeHead(503, { 'access-control-allow-origin': '*' }).end()
      return
    }
    const { method, headers, url } = incoming
    const onward = request(new URL(url ?? '/', collectorUrl), { method: method ?? 'GET', headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    // A page may leave in the middle of its request, which must not end the benchmark.
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    refused: () => refused,
    close: () => void (isOpen = false),
    open: () => void (isOpen = true),
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
