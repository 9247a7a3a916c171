import type { createTokenCheck } from '../../rest/contact-token'
import type { CollectedHit, JudgedHit, Sink, Submission } from '../sink'
import { carriesToken, takeToken } from './carried'
import type { UsedTokens } from './used'

/** What a sink that redeems works with. */
export interface Redeeming {
  readonly check: ReturnType<typeof createTokenCheck>
  readonly used: UsedTokens
  readonly now?: () => number
}

/**
 * Puts a door before a sink: a hit that carries a valid token goes on as one of that contact, so that the visitor is known
 * from then on. Any other token is taken off, counted, and changes nothing. A visitor who is known stays who they are.
 */
export function redeemTokens(sink: Sink, { check, used, now = Date.now }: Redeeming): Sink {
  const emailFor = async (token: string, { key, cuid }: Submission['arrival']): Promise<string | undefined> => {
    const nowMs = now()
    const verdict = await check(token, nowMs)
    if (verdict.type !== 'valid') {
      used.count(verdict.type)
      return undefined
    }
    if (cuid === null) return undefined
    const known = used.contactOf(key, cuid)
    if (known !== undefined && known.toLowerCase() !== verdict.email.toLowerCase()) {
      used.count('conflicting')
      return undefined
    }
    // Used up before the hit is stored: if that fails, the visitor sends it again, and the token still is theirs.
    const use = used.use({ id: verdict.id, key, cuid, expiresAtMs: verdict.expiresAtMs }, nowMs)
    if (use !== 'again') used.count(use === 'first' ? 'used' : 'reused')
    return use === 'reused' ? undefined : verdict.email
  }

  const redeem = async (hit: CollectedHit, arrival: Submission['arrival']): Promise<CollectedHit> => {
    const { hit: bare, token } = takeToken(hit)
    // Who says who they are needs no token to say it, and does not use it up.
    if (token === undefined || hit.email_id !== undefined) return bare
    const email = await emailFor(token, arrival)
    return email === undefined ? bare : { ...bare, email_id: email }
  }

  return {
    async write({ arrival, hits }) {
      const redeemed: JudgedHit[] = []
      for (const judged of hits) {
        const isBearer = judged.accepted && carriesToken(judged.hit)
        redeemed.push(isBearer ? { accepted: true, hit: await redeem(judged.hit, arrival) } : judged)
      }
      return sink.write({ arrival, hits: redeemed })
    },
  }
}
