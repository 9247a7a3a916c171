import type { Clock } from './clock'
import { storagePrefix } from './record'
import type { Storage } from './storage'

/** When sending may be tried again; shared by all pages of the origin, so that a page load does not start the count anew. */
export interface Backoff {
  /** 0 where sending is allowed now. */
  remainingMs(): number
  /** Failures in a row, up to now. */
  fails(): number
  /** After a failure: waits longer each time, and at least as long as asked for. */
  fail(atLeastMs: number): void
  /** After an answer that shows the receiver well: no failures any more. A pause stays, as it began after that request. */
  clear(): void
}

const place = `${storagePrefix}p`
const firstDelayMs = 1000
const longestDelayMs = 5 * 60_000

/** No pause is longer, whoever asks for it: a wrong clock or a wrong header must not silence a page for days. */
const longestPauseMs = 60 * 60_000

/** Exponential, with jitter so that the pages that one outage stopped do not come back in one wave. */
export function createBackoff(storage: Storage, clock: Clock): Backoff {
  let memory = ''
  const read = (): string[] => (storage.read(place) ?? memory).split(',')
  const fails = (): number => Number(read()[1]) || 0
  const remainingMs = (): number => {
    const leftMs = Number(read()[0]) - clock.now()
    return leftMs > 0 && leftMs < longestPauseMs * 1.25 ? leftMs : 0
  }

  return {
    remainingMs,
    fails,
    fail(atLeastMs) {
      // Requests that were under way side by side fail together: that is one failure.
      const count = fails() + (remainingMs() ? 0 : 1)
      const ownMs = (Math.min(longestDelayMs, firstDelayMs * 2 ** count) * (1 + clock.random())) / 2
      const askedMs = Math.min(longestPauseMs, atLeastMs) * (1 + clock.random() / 4)
      memory = `${clock.now() + Math.max(ownMs, askedMs, remainingMs())},${count}`
      // Where nothing can be written, nothing older may stand either.
      if (storage.write(place, memory)) memory = ''
      else storage.remove(place)
    },
    clear() {
      // No request begins in a pause, so this answer knows nothing of what it was begun for: it may have been asked for.
      if (remainingMs()) return
      memory = ''
      storage.remove(place)
    },
  }
}
