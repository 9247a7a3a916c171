import { contactTokenName } from '../../rest/contact-token'
import type { CollectedHit } from '../sink'

/** A hit without the token that it carried, and the token. */
export interface Carried {
  readonly hit: CollectedHit
  readonly token?: string
}

/** Where a visitor's browser shows the address that the link led to. */
const addresses = ['ma_url', 'ma_referrer'] as const

/** The parameter, or several of them, with the separators around: in a query, or in the route behind `#`. */
const parameter = new RegExp(`([?&])((?:${contactTokenName}=[^&#]*(?:&|(?=#)|$))+)`, 'g')

/** Whether a hit carries a token; costs next to nothing for the many that do not. */
export function carriesToken(hit: CollectedHit): boolean {
  return hit.sib_clid !== undefined || addresses.some((name) => hit[name]?.includes(`${contactTokenName}=`))
}

/**
 * Takes the token off a hit: from the field of its name or, where the tracker does not know of tokens, from the address of
 * the page. Nothing else of the address changes. A token that has been used is worthless, but it would stay in every list.
 */
export function takeToken({ sib_clid: stated, ...hit }: CollectedHit): Carried {
  let found: string | undefined
  const cleaned: { ma_url?: string; ma_referrer?: string } = {}
  for (const name of addresses) {
    const address = hit[name]
    if (address === undefined) continue
    cleaned[name] = address.replace(parameter, (_match, before: string, pairs: string) => {
      // Where somebody came from is not what they followed now.
      if (name === 'ma_url') found ??= decode(pairs.slice(pairs.indexOf('=') + 1).split('&', 1)[0] ?? '')
      return pairs.endsWith('&') ? before : ''
    })
  }
  const token = stated ?? found
  return { hit: { ...hit, ...cleaned }, ...(token !== undefined && { token }) }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
