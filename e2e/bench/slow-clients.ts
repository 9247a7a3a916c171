import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { startCollector } from '../fixtures/collector'
import { holdAgainst, sentenceOf } from './budget'
import { summarise, type Summary } from './summary'
import { formatTable, type Row } from './table'

const slowSockets = 2000
const budget = { what: `p99 of good requests beside ${slowSockets} slow sockets`, unit: 'ms', atMost: 100 }
/** Longer than the collector waits for headers, and for bodies: the slow of both kinds are cut off in the middle of it, and come back. */
const measuredMs = 20_000
const goodAtATime = 8
const dripMs = 1000
/** The slow do not all send at the same moment: that would hold up the measurement, which is made in this process. */
const turns = 50

/** What the slow send at once, every other one each: a head that never ends, and a body that does not either. */
const beginnings = {
  headers: 'POST /p HTTP/1.1\r\nhost: a\r\nx-slow: ',
  bodies: 'POST /p HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 100000\r\n\r\n{',
} as const
type Part = keyof typeof beginnings

const hit = JSON.stringify({ key: 'k', cuid: 'v', sib_type: 'page', sib_name: 'Home' })

/**
 * How long good requests take while 2,000 sockets send a byte of their headers or of their body a second and come back when they
 * are cut off, beside how long they take without them. All run on this machine, so the slow clients' own work is part of the difference.
 */
export async function measureSlowClients(): Promise<unknown> {
  const collector = await startCollector()
  try {
    await goodTraffic(collector.url, 1000)
    const alone = summarise(await goodTraffic(collector.url, measuredMs))
    const crowd = await gather(new URL(collector.url), slowSockets)
    const beside = summarise(await goodTraffic(collector.url, measuredMs))
    const { opened, cutOff } = crowd.disperse()
    const ratio = beside.p99 / alone.p99
    const row = (traffic: string, { median, p99 }: Summary): Row => ({ 'good requests, in ms': traffic, median, p99 })
    console.log(formatTable([row('alone', alone), row(`beside ${slowSockets} slow sockets`, beside)]))
    console.log(`p99 ratio ${ratio.toFixed(1)}; ${opened} slow connections opened, cut off by the collector meanwhile: ${cutOff.headers} with slow headers, ${cutOff.bodies} with slow bodies`)
    if (cutOff.headers === 0 || cutOff.bodies === 0) throw new Error('the collector has not cut off the slow of both kinds')
    const verdict = holdAgainst(budget, beside.p99)
    console.log(sentenceOf(verdict))
    return { alone, beside, ratio, opened, cutOff, verdicts: [verdict] }
  } finally {
    await collector.remove()
  }
}

/** Sends requests, a few at a time over kept connections; every one has to be acknowledged. Returns their times in ms. */
async function goodTraffic(url: string, forMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: goodAtATime })
  const times: number[] = []
  const end = performance.now() + forMs
  const worker = async (): Promise<void> => {
    for (let start = performance.now(); start < end; start = performance.now()) {
      await post(url, agent)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: goodAtATime }, worker))
  agent.destroy()
  return times
}

function post(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/p`, { method: 'POST', agent }, (answer) => {
      answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode ?? 0}`))))
    })
    asking.on('error', reject).end(hit)
  })
}

interface Crowd {
  disperse(): { readonly opened: number; readonly cutOff: Readonly<Record<Part, number>> }
}

/** Opens slow connections, all of which are there when this returns. */
async function gather({ hostname, port }: URL, count: number): Promise<Crowd> {
  const sockets = new Set<Socket>()
  const cutOff: Record<Part, number> = { headers: 0, bodies: 0 }
  let [opened, isOver] = [0, false]
  const open = (part: Part): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        opened++
        socket.write(beginnings[part])
        resolve()
      })
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('data', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        resolve()
        if (isOver) return
        cutOff[part]++
        void open(part)
      })
    })
  for (let at = 0; at < count; at += 100) await Promise.all(Array.from({ length: 100 }, (_, index) => open(index % 2 ? 'bodies' : 'headers')))
  let turn = 0
  const drip = setInterval(() => {
    turn = (turn + 1) % turns
    for (const [index, socket] of [...sockets].entries()) if (index % turns === turn && socket.writable) socket.write('x')
  }, dripMs / turns)
  return {
    disperse() {
      isOver = true
      clearInterval(drip)
      for (const socket of sockets) socket.destroy()
      return { opened, cutOff }
    },
  }
}
