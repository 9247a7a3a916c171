import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { close, listen } from '../fixtures/network/listen'
import { createRandom, type Random } from '../simulation/random'

/** What a bad network does to the bytes of a connection, in both directions. */
export interface Weather {
  readonly latencyMs?: number
  /** Added to the latency, by chance from 0 to this. */
  readonly jitterMs?: number
  /** Share of packets that are lost: TCP sends them again (after 200 ms, Linux's least), and what follows waits. */
  readonly loss?: number
  readonly bytesPerSecond?: number
  /** The first so many connections carry requests, but no answer, and are not closed. */
  readonly halfOpen?: number
}

/** A stretch of network before a server. */
export interface Relay {
  readonly port: number
  connections(): number
  stop(): Promise<void>
}

const retransmissionMs = 200

/** Bytes that travel together. */
const packetBytes = 1200

/** Starts a relay to a port of this machine; the same seed gives the same delays to the same bytes. */
export async function startRelay(targetPort: number, weather: Weather, seed = 1): Promise<Relay> {
  const random = createRandom(seed)
  const sockets = new Set<Socket>()
  let connections = 0
  const keep = (socket: Socket, other: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {
      socket.destroy()
      other.destroy()
    })
  }
  const server = createServer((client) => {
    const isHalfOpen = connections++ < (weather.halfOpen ?? 0)
    const onward = connect(targetPort, '127.0.0.1')
    keep(client, onward)
    keep(onward, client)
    travel(client, onward, weather, random)
    if (isHalfOpen) onward.resume()
    else travel(onward, client, weather, random)
  })
  return {
    port: await listen(server),
    connections: () => connections,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await close(server)
    },
  }
}

/** Passes bytes on, late and in order. */
function travel(from: Socket, to: Socket, { latencyMs = 0, jitterMs = 0, loss = 0, bytesPerSecond = Infinity }: Weather, random: Random): void {
  let way = Promise.resolve()
  const after = (task: () => Promise<void> | void): void => {
    way = way.then(task).catch(() => void to.destroy())
  }
  from.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at += packetBytes) {
      const packet = chunk.subarray(at, at + packetBytes)
      const lateMs = latencyMs + random.next() * jitterMs + (random.chance(loss) ? retransmissionMs : 0)
      after(async () => {
        await pause(lateMs + (packet.length / bytesPerSecond) * 1000)
        if (!to.destroyed) to.write(packet)
      })
    }
  })
  from.on('end', () => after(() => void to.end()))
}
