import { openDatabase } from '../store/open'
import { createLock } from './lock'
import { createQueue } from './queue'
import { startRelay } from './relay'
import type { Relay, RelayOptions } from './relay'
import { prepareRelay } from './schema'
import type { Target } from './target'
import { createUpstreamV2 } from './upstream-v2'
import { createUpstreamV3 } from './upstream-v3'

/** How long a stop waits for the answer to a request that is under way. */
const patienceMs = 2000

/** A relay on a connection of its own, for the store's may be busy with a group of hits. */
export interface OpenRelay extends Omit<Relay, 'stop'> {
  readonly target: Target
  readonly close: () => Promise<void>
}

/**
 * Opens the database of a store that is open already, and starts to forward from it. Of several collectors on one database
 * one forwards: events would arrive twice otherwise.
 */
export function openRelay(file: string, target: Target, told: Pick<RelayOptions, 'onError' | 'onStandby'>): OpenRelay {
  const db = openDatabase(file)
  prepareRelay(db)
  const upstream = target.mode === 'v3' ? createUpstreamV3(target) : createUpstreamV2(target)
  const lock = createLock(file)
  const relay = startRelay({ queue: createQueue(db), upstream, isOurs: lock.isOurs, ...told })
  return {
    ...relay,
    target,
    async close() {
      await relay.stop(patienceMs)
      lock.release()
      db.close()
    },
  }
}
