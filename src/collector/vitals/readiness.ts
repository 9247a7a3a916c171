import type { ApiError } from '../../contract/errors'

/** Whether the collector can take what is sent to it. */
export interface Readiness {
  /** Takes note of how a write ended. */
  readonly wrote: (isStored: boolean) => void
  /** From now on the collector is about to end. */
  readonly leave: () => void
  /** Why nothing should be sent here now; undefined where something should. */
  readonly problem: () => ApiError | undefined
}

/**
 * How long a failed write keeps traffic away. Only a write can show that the disk is well again, so the collector has to be
 * tried now and then; what comes too early is answered with 503 and sent again by the trackers.
 */
const holdOffMs = 10_000

/** Creates the readiness of a collector that has just started. */
export function createReadiness(now: () => number = Date.now): Readiness {
  let failedAt = -Infinity
  let isLeaving = false
  return {
    wrote(isStored) {
      failedAt = isStored ? -Infinity : now()
    },
    leave() {
      isLeaving = true
    },
    problem() {
      if (isLeaving) return { code: 'service_unavailable', message: 'the collector is stopping' }
      if (now() - failedAt < holdOffMs) return { code: 'service_unavailable', message: 'the last request could not be stored' }
      return undefined
    },
  }
}
