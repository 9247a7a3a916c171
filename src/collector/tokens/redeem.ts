import type { createTokenCheck } from '../../rest/contact-token'
import type { Arrival, CollectedHit, JudgedHit, Sink } from '../sink'
import { occurredAt } from '../store/occurred-at'
import { mentionsToken, takeToken, withoutTokens } from './carried'
import type { Identity, UsedTokens } from './used'

/** What a sink that redeems works with. */
export interface Redeeming {
  readonly check: ReturnType<typeof createTokenCheck>
  readonly used: UsedTokens
  readonly now?: () => number
}

/**
 * Puts a door before a sink: a hit that carries a valid token goes on as one of that contact, so that the visitor is known
 * from then on. Any other token is taken off, counted, and changes nothing. A visitor who is known stays who they are. What
 * is rejected tells nobody who a visitor is, but loses its tokens as well: they are still good, and people read it.
 */
export function redeemTokens(sink: Sink, { check, used, now = Date.now }: Redeeming): Sink {
  const emailFor = async (token: string, { key, cuid }: Arrival, said: Identity | undefined): Promise<string | undefined> => {
    const nowMs = now()
    const verdict = await check(token, nowMs)
    if (verdict.type !== 'valid') {
      used.count(verdict.type)
      return undefined
    }
    if (cuid === null) return undefined
    const known = latest(used.identityOf(key, cuid), said)
    if (known !== undefined && known.email.toLowerCase() !== verdict.email.toLowerCase()) {
      used.count('conflicting')
      return undefined
    }
    // Used up before the hit is stored: if that fails, the visitor sends it again, and the token still is theirs.
    const use = used.use({ id: verdict.id, key, cuid, expiresAtMs: verdict.expiresAtMs }, nowMs)
    if (use !== 'again') used.count(use === 'first' ? 'used' : 'reused')
    return use === 'reused' ? undefined : verdict.email
  }

  const redeem = async (hit: CollectedHit, arrival: Arrival, said: Identity | undefined): Promise<CollectedHit> => {
    const { hit: bare, token } = takeToken(hit)
    // Who says who they are needs no token to say it, and does not use it up.
    if (token === undefined || hit.email_id !== undefined) return bare
    const email = await emailFor(token, arrival, said)
    return email === undefined ? bare : { ...bare, email_id: email }
  }

  const clear = async (judged: JudgedHit, arrival: Arrival, said: Identity | undefined): Promise<JudgedHit> =>
    judged.accepted ? { accepted: true, hit: await redeem(judged.hit, arrival, said) } : withoutTokens(judged)

  return {
    async write({ arrival, hits }) {
      const redeemed: JudgedHit[] = []
      // What the hits before say of the visitor, and their tokens: the store does not know it yet.
      let said: Identity | undefined
      for (const judged of hits) {
        const one = mentionsToken(judged) ? await clear(judged, arrival, said) : judged
        redeemed.push(one)
        if (one.accepted) said = latest(said, identityIn(one.hit, arrival))
      }
      return sink.write({ arrival, hits: redeemed })
    },
  }
}

/** Counts of losses are of nobody, whatever they carry. */
function identityIn(hit: CollectedHit, arrival: Arrival): Identity | undefined {
  if (hit.email_id === undefined || hit.sib_type === 'dropped') return undefined
  return { email: hit.email_id, at: occurredAt(arrival, hit) }
}

/** As the store decides: what happened last is true, and of what happened at the same time, what came last. */
function latest(before: Identity | undefined, after: Identity | undefined): Identity | undefined {
  if (before === undefined || after === undefined) return after ?? before
  return after.at >= before.at ? after : before
}
