import { setTimeout as pause } from 'node:timers/promises'

/** Makes time run faster in pages, so that a test can wait for an hour. */
export interface TimeLens {
  /** What a page under this lens takes for now, in ms; a server that shares the page's time must use it, too. */
  now(): number
  /** What a page takes a span of real time for. */
  toPageMs(realMs: number): number
  /** Resolves when a page would say that so much time has gone by; only that can show that something did not happen in it. */
  elapse(pageMs: number): Promise<void>
  /** Script for the head of a page: timers run so many times sooner, and `Date` as much faster, ahead by `skewMs`. */
  source(skewMs?: number): string
}

/** All pages that share a storage need the same lens: what one writes there as a time, the others read. */
export function createTimeLens(factor: number): TimeLens {
  const startMs = Date.now()
  return {
    now: () => Math.floor(startMs + (Date.now() - startMs) * factor),
    toPageMs: (realMs) => realMs * factor,
    elapse: (pageMs) => pause(pageMs / factor),
    source(skewMs = 0) {
      const settings: Settings = { factor, startMs, skewMs, mostFactor: { [requestTimeoutMs]: 10, [webDriverTimeoutMs]: 1 } }
      return `(${install.toString()})(${JSON.stringify(settings)})`
    },
  }
}

/** How long the tracker waits for an answer. A busy machine may need a second for one, so this is made ten times shorter at most. */
const requestTimeoutMs = 15_000

/** How long WebDriver lets a script of a test run; its timer is in the page's world. */
const webDriverTimeoutMs = 30_000

interface Settings {
  readonly factor: number
  readonly startMs: number
  readonly skewMs: number
  /** How many times shorter timers of these lengths may become. */
  readonly mostFactor: Readonly<Record<number, number>>
}

function install({ factor, startMs, skewMs, mostFactor }: Settings): void {
  const RealDate = Date
  const realTimeout = window.setTimeout.bind(window)
  const now = (): number => Math.floor(startMs + (RealDate.now() - startMs) * factor + skewMs)
  const lensed = new Proxy(RealDate, {
    construct: (target, args: unknown[]) => Reflect.construct(target, args.length ? args : [now()]) as object,
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)) as unknown,
  })
  const sooner = (callback: TimerHandler, ms = 0, ...args: unknown[]): number =>
    realTimeout(callback, ms / Math.min(factor, mostFactor[ms] ?? factor), ...args)
  Object.assign(window, { Date: lensed, setTimeout: sooner })
}
