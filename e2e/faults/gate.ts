import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Certificate } from '../fixtures/network/certificate'
import { close, listen } from '../fixtures/network/listen'
import type { Fault, Rule } from './fault'
import { pass, type Arrival, type Upstream } from './passage'

/** A request as the gate remembers it. */
export interface GateEntry extends Arrival {
  readonly atMs: number
  readonly fault: Fault | undefined
  /** Whether the receiver got it; unknown while it is at the gate. */
  isPassed: boolean
  /** Whether it is still at the gate, as what hangs is for ever. */
  isWaiting: boolean
}

/** Stands between the browser and the receiver, and does to each request what its rule says. */
export interface Gate {
  readonly port: number
  /** From now on this rule holds. */
  rule(rule: Rule): void
  /** From now on everything passes, and the port is open. What hangs goes on hanging. */
  heal(): Promise<void>
  /** Refuses connections, and breaks those that there are, until `heal`. */
  closePort(): Promise<void>
  /** All requests but preflights, oldest first. */
  requests(): readonly GateEntry[]
  preflights(): readonly GateEntry[]
  /** What a receiver is troubled with: requests, and preflights that failed, so that nothing follows them. */
  attempts(): readonly GateEntry[]
  stop(): Promise<void>
}

/** Starts a gate that lets everything through; with a certificate it speaks TLS. */
export async function startGate(upstream: Upstream, certificate?: Certificate): Promise<Gate> {
  const entries: GateEntry[] = []
  let rule: Rule = () => undefined

  const listener: RequestListener = (incoming, outgoing) => {
    const atMs = Date.now()
    const admit = async (): Promise<void> => {
      const { method = '', url: path = '', headers } = incoming
      const body = await text(incoming)
      const nth = entries.filter((earlier) => earlier.method === method).length
      const arrival = { method, path, headers, body, nth }
      const entry: GateEntry = { ...arrival, atMs, fault: rule(arrival), isPassed: false, isWaiting: true }
      entries.push(entry)
      entry.isPassed = await pass(entry, entry.fault, upstream, outgoing)
      entry.isWaiting = entry.fault?.type === 'hang'
    }
    admit().catch(() => outgoing.destroy())
  }
  const open = () => (certificate ? createTlsServer({ ...certificate }, listener) : createServer(listener))
  let server = open()
  let isOpen = true
  const port = await listen(server)
  const closePort = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    server.closeAllConnections()
    await close(server)
  }
  const isPreflight = ({ method }: Pick<IncomingMessage, 'method'>): boolean => method === 'OPTIONS'
  return {
    port,
    rule: (next) => void (rule = next),
    async heal() {
      rule = () => undefined
      if (isOpen) return
      server = open()
      await listen(server, port)
      isOpen = true
    },
    closePort,
    requests: () => entries.filter((entry) => !isPreflight(entry)),
    preflights: () => entries.filter(isPreflight),
    attempts: () => entries.filter((entry) => !isPreflight(entry) || (entry.fault !== undefined && entry.fault.type !== 'late')),
    stop: closePort,
  }
}
