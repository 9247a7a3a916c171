import type { CDPSession } from '@playwright/test'
import { readBuilt } from './modules.mjs'

/** Time per call, by module of the tracker and what it asked of the browser there. */
export interface Sampled {
  readonly module: string
  /** Name of the browser's own function, or empty for the module's own code. */
  readonly native: string
  readonly us: number
  readonly share: number
}

interface Frame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

const intervalUs = 50

/**
 * Samples the main thread while `run` goes on and keeps what was within calls of the built script that came from `measured`,
 * a function of that name in the page. The sampler itself slows everything down; the shares are what counts.
 */
export async function sampleCalls(protocol: CDPSession, calls: number, run: () => Promise<unknown>): Promise<readonly Sampled[]> {
  await protocol.send('Profiler.enable')
  await protocol.send('Profiler.setSamplingInterval', { interval: intervalUs })
  await protocol.send('Profiler.start')
  await run()
  const { profile } = await protocol.send('Profiler.stop')
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const times = new Map<string, number>()
  let total = 0
  profile.samples?.forEach((sample, at) => {
    const stack: Frame[] = []
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) stack.push(frames.get(id) as Frame)
    const end = stack.findIndex(({ functionName }) => functionName === 'measured')
    if (end < 0) return
    const us = profile.timeDeltas?.[at + 1] ?? 0
    const place = placeOf(stack.slice(0, end))
    times.set(place, (times.get(place) ?? 0) + us)
    total += us
  })
  return [...times]
    .map(([place, us]) => {
      const [module = '', native = ''] = place.split(' ')
      return { module, native, us: us / calls, share: us / total }
    })
    .sort((a, b) => b.us - a.us)
}

const { moduleAt } = readBuilt()

/** The innermost module on the stack, and the browser's function that it was in. */
function placeOf(stack: readonly Frame[]): string {
  const own = stack.find(({ url }) => url.includes('/sa.js'))
  const [leaf] = stack
  const module = own ? (moduleAt(own.lineNumber, own.columnNumber) ?? '(build)') : '(stub)'
  return leaf && leaf.url === '' ? `${module} ${leaf.functionName}` : module
}
