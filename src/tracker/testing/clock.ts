import type { Clock } from '../clock'

/** A clock that stands until it is told to go on; `random` answers what it was set to. */
export interface TestClock extends Clock {
  /** Goes on, runs what comes due in the order of its time, and lets promises settle after each. */
  advance(ms: number): Promise<void>
  /** Sets what `now` says, as a visitor may; timers do not notice. */
  set(nowMs: number): void
  setRandom(value: number): void
  /** How many callbacks wait. */
  timers(): number
  /** The same time for one page: its timers end with it. */
  forPage(): PageClock
}

/** The clock of a page. */
export interface PageClock extends Clock {
  end(): void
}

interface Timer {
  readonly atMs: number
  readonly callback: () => void
}

/** Where every test clock starts: a Monday in 2026. */
export const startMs = Date.UTC(2026, 10, 23, 12)

/** No test needs so many timers at a time: whoever does would go on for ever, and the test would hang instead of failing. */
const mostTimers = 100_000

/** Lets everything happen that waits for promises only. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** A clock at `startMs`. */
export function createTestClock(): TestClock {
  let passedMs = 0
  let skewMs = startMs
  let chance = 0.5
  let timers: Timer[] = []

  const after: Clock['after'] = (delayMs, callback) => {
    const timer: Timer = { atMs: passedMs + delayMs, callback }
    timers.push(timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }
  const takeDue = (untilMs: number): Timer | undefined => {
    const [first] = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)
    timers = timers.filter((timer) => timer !== first)
    return first
  }
  const clock: Clock = { now: () => passedMs + skewMs, after, random: () => chance }

  return {
    ...clock,
    async advance(ms) {
      const untilMs = passedMs + ms
      let count = 0
      await settle()
      for (let timer = takeDue(untilMs); timer; timer = takeDue(untilMs)) {
        if (++count > mostTimers) throw new Error('timers without end')
        passedMs = Math.max(passedMs, timer.atMs)
        timer.callback()
        await settle()
      }
      passedMs = untilMs
    },
    set(nowMs) {
      skewMs = nowMs - passedMs
    },
    setRandom: (value) => void (chance = value),
    timers: () => timers.length,
    forPage: () => createPageClock(clock),
  }
}

function createPageClock(clock: Clock): PageClock {
  let hasEnded = false
  return {
    ...clock,
    after: (delayMs, callback) => clock.after(delayMs, () => (hasEnded ? undefined : callback())),
    end() {
      hasEnded = true
    },
  }
}
