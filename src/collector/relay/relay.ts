import { wait } from '../../rest/wait'
import { createPump } from './pump'
import type { Pause, Pump } from './pump'
import type { DeadLetter, Queue } from './queue'
import type { Upstream } from './upstream'

/** How forwarding goes. */
export interface RelayState {
  /** Hits that wait. */
  readonly waiting: number
  /** Hits ever delivered. */
  readonly delivered: number
  /** Hits that were refused for good, and are kept. */
  readonly dead: number
  /** Hits that were erased, or had become too old for the store, before they were sent. */
  readonly erased: number
  readonly pause?: Pause
  /** Given where another process forwards from the same database; this one does once that has ended. */
  readonly standby?: true
}

/** Forwards what is stored, one request at a time and in order, for as long as it runs. */
export interface Relay {
  readonly state: () => RelayState
  /** The newest dead letters, newest first. */
  readonly dead: (limit: number) => readonly DeadLetter[]
  /** Sends dead letters again, all or those of the given rows; tells how many. */
  readonly replay: (rows: 'all' | readonly number[]) => number
  /** Ends: no new request, and one under way gets so many ms to be answered. What is unanswered stays in the queue. */
  readonly stop: (patienceMs: number) => Promise<void>
}

/** What a relay works with. */
export interface RelayOptions {
  readonly queue: Queue
  readonly upstream: Upstream
  /** Whether this process is the one that forwards; asked again and again while it is not. */
  readonly isOurs: () => boolean
  /** Told when it turns out that another process is. */
  readonly onStandby: () => void
  /** Told of what keeps the relay from its own queue. */
  readonly onError: (error: Error) => void
}

/** How often a relay on standby looks whether its turn has come. */
const standbyMs = 1000

/** Starts to forward. */
export function startRelay({ queue, upstream, isOurs, onStandby, onError }: RelayOptions): Relay {
  const pump = createPump(queue, upstream)
  let isOnStandby = false
  const ending = new AbortController()
  const leaving = new AbortController()

  const step = async (): Promise<number> => {
    const wasOnStandby = isOnStandby
    isOnStandby = !isOurs()
    if (!isOnStandby) return pump.step(leaving.signal)
    if (!wasOnStandby) onStandby()
    return standbyMs
  }
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const waitMs = await step().catch((error: unknown) => {
        if (leaving.signal.aborted) return 0
        onError(error as Error)
        return pump.stumble()
      })
      await wait(waitMs, ending.signal).catch(() => undefined)
    }
    settleLast(pump, onError)
  }
  const running = run()

  return {
    state() {
      const pause = pump.pause()
      const counts = { waiting: queue.count(), delivered: queue.delivered(), dead: queue.countDead(), erased: queue.erased() }
      return { ...counts, ...(pause && { pause }), ...(isOnStandby && { standby: true as const }) }
    },
    dead: queue.dead,
    replay: queue.replay,
    async stop(patienceMs) {
      ending.abort()
      const impatience = setTimeout(() => leaving.abort(), patienceMs)
      await running
      clearTimeout(impatience)
    },
  }
}

/** Whoever has made room on the disk may start the collector anew: what was answered before must not be sent again. */
function settleLast(pump: Pump, onError: RelayOptions['onError']): void {
  try {
    pump.settleOwed()
  } catch (error) {
    onError(error as Error)
  }
}
