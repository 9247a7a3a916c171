
/** Work beside that of the process. */
export interface Upkeep {
  /** Has it go on at the next turn of the event loop. */
  readonly soon: () => void
  readonly end: () => void
}

/** How often it is looked whether there is anything to do. */
const roundMs = 60_000

/** Does work in small steps beside that of the process, from now on; a step tells whether there may be more. */
export function keepUp(step: () => boolean): Upkeep {
  let next: NodeJS.Immediate | undefined
  const work = (): void => {
    next = undefined
    try {
      if (step()) soon()
    } catch {
      // A disk that is full or a file that is locked: the next round tries again, and whoever writes is told.
    }
  }
  const soon = (): void => void (next ??= setImmediate(work))
  const rounds = setInterval(soon, roundMs)
  // Nobody waits for the upkeep.
  rounds.unref()
  soon()
  return {
    soon,
    end() {
      clearInterval(rounds)
      clearImmediate(next)
    },
  }
}
