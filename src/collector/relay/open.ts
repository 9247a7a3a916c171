import { openDatabase } from '../store/open'
import { createQueue } from './queue'
import { startRelay } from './relay'
import type { Relay } from './relay'
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

/** Opens the database of a store that is open already, and starts to forward from it. */
export function openRelay(file: string, target: Target, onError: (error: Error) => void): OpenRelay {
  const db = openDatabase(file)
  prepareRelay(db)
  const upstream = target.mode === 'v3' ? createUpstreamV3(target) : createUpstreamV2(target)
  const relay = startRelay({ queue: createQueue(db), upstream, onError })
  return {
    ...relay,
    target,
    async close() {
      await relay.stop(patienceMs)
      db.close()
    },
  }
}
