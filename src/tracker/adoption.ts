import type { Clock } from './clock'
import type { Release, TryHold } from './locks'
import type { Outbox } from './outbox'
import { storagePrefix } from './record'

/** Which pages send which lanes: each its own, and those whose page is gone. */
export interface Adoption {
  /** Holds the page's own lane; a little later takes over what other pages have left. */
  start(): void
  /** Gives all lanes back: the page is leaving. */
  stop(): void
  /** The same, for as long as it is open whether the page leaves. */
  pause(): void
}

/** A page without locks cannot tell the dead from the living, so it waits until a lane has not been written for so long. */
const abandonedAfterMs = 3 * 60_000

/**
 * A page that is still here after so long stays; one that was left has handed its events over, and one that was opened
 * has its lock. Lanes are seen one to three times as long after the start of a page, and tried once as long after that.
 */
const stayMs = 1000

/** Ownership by lock: a page that is gone has lost it, a throttled tab keeps it (RELIABILITY.md 0.2). */
export function createAdoption(outbox: Outbox, tryHold: TryHold, clock: Clock, onAdopted: () => void): Adoption {
  let releases: Release[] = []
  let cancelLook: (() => void) | undefined

  const heldLanes = (): Set<string> => new Set([outbox.lane(), ...outbox.waiting().map(({ hit }) => hit.lane)])

  const hold = (lane: string): void => {
    const held = releases
    void tryHold(storagePrefix + lane).then((release) => {
      if (held !== releases) return release?.()
      if (release) releases.push(release)
      if (release === null || heldLanes().has(lane)) return
      // A time far ahead is as old as one far behind: the clock was wrong then.
      outbox.adopt(lane, (hit) => !release && Math.abs(clock.now() - hit.ts) < abandonedAfterMs)
      onAdopted()
    })
  }

  const start = (): void => {
    heldLanes().forEach(hold)
    cancelLook = clock.after(stayMs * (1 + 2 * clock.random()), () => {
      // Seen now, tried later: by then a page that had just begun holds its lane.
      const lanes = outbox.storedLanes()
      cancelLook = clock.after(stayMs, () => lanes.forEach(hold))
    })
  }
  const stop = (): void => {
    cancelLook?.()
    releases.forEach((release) => release())
    releases = []
  }
  return {
    start,
    stop,
    // Firefox 153 keeps no page in its back/forward cache that holds a lock at this time; later is too late (measured).
    pause() {
      stop()
      cancelLook = clock.after(stayMs, start)
    },
  }
}
