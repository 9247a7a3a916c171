import { createTokenCheck } from '../../rest/contact-token'
import type { Sink } from '../sink'
import { startProblem } from '../start-problem'
import { openDatabase } from '../store/open'
import { redeemTokens } from './redeem'
import { createUsedTokens } from './used'
import type { TokenCounts } from './used'

/** Contact tokens, on a connection of their own. */
export interface OpenTokens {
  /** The sink through which hits have to go for their tokens to be redeemed. */
  readonly sink: Sink
  readonly counts: () => TokenCounts
  readonly close: () => void
}

/** How often counts are written down. */
const flushMs = 1000

/** Opens the database of a store that is open already; a secret that is none is thrown as a start problem. */
export function openTokens(file: string, secrets: readonly string[], { sink, onError }: { sink: Sink; onError: (error: Error) => void }): OpenTokens {
  const check = checkFor(secrets)
  const db = openDatabase(file)
  const used = createUsedTokens(db)
  const flushing = setInterval(() => {
    try {
      used.flush()
    } catch (error) {
      onError(error as Error)
    }
  }, flushMs)
  flushing.unref()
  return {
    sink: redeemTokens(sink, { check, used }),
    counts: used.counts,
    close() {
      clearInterval(flushing)
      used.flush()
      db.close()
    },
  }
}

function checkFor(secrets: readonly string[]): ReturnType<typeof createTokenCheck> {
  try {
    return createTokenCheck(secrets)
  } catch {
    throw startProblem('each of SIB_TOKEN_SECRETS must be 32 bytes in base64, as from: openssl rand -base64 32')
  }
}
