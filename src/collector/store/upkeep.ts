import type { Retention } from './retention'

/** How often the store looks for what is past its time. */
const roundMs = 60_000

/** Prunes in small steps beside the work of the process, from now on; returns the end of it. */
export function keepUp({ prune }: Retention): () => void {
  let next: NodeJS.Immediate | undefined
  const work = (): void => {
    next = undefined
    try {
      if (prune()) next = setImmediate(work)
    } catch {
      // A disk that is full or a file that is locked: the next round tries again, and whoever writes is told.
    }
  }
  const rounds = setInterval(() => {
    if (next === undefined) work()
  }, roundMs)
  // Nobody waits for the upkeep.
  rounds.unref()
  next = setImmediate(work)
  return () => {
    clearInterval(rounds)
    clearImmediate(next)
  }
}
