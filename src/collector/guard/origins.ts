import type { ApiError } from '../../contract/errors'
import { startProblem } from '../start-problem'

/** Says what is wrong with a browser's use of a key from an origin; nothing where the key has no origins, or the request none. */
export type OriginRule = (key: string, origin: string | undefined) => ApiError | undefined

/**
 * Creates the rule from `key=origin` pairs. It keeps other sites' pages from using a key by mistake or for nuisance; it is
 * no lock, because programs send any origin or none.
 */
export function createOriginRule(pairs: readonly string[]): OriginRule {
  const byKey = new Map<string, Set<string>>()
  for (const pair of pairs) {
    const { key, origin } = readPair(pair)
    byKey.set(key, (byKey.get(key) ?? new Set()).add(origin))
  }
  return (key, origin) => {
    const allowed = byKey.get(key)
    if (!allowed || origin === undefined || allowed.has(origin.toLowerCase())) return undefined
    return { code: 'permission_denied', message: `the key may not be used by pages of ${origin.slice(0, 255)}` }
  }
}

function readPair(pair: string): { readonly key: string; readonly origin: string } {
  const at = pair.lastIndexOf('=')
  // As it is copied out of a browser's address bar, with the slash that ends it.
  const [key, origin] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim().replace(/(?<=[^/])\/$/, '')]
  const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin.toLowerCase()
  if (at > 0 && key && isOrigin) return { key, origin: origin.toLowerCase() }
  throw startProblem(`--origins takes pairs like key=https://www.example.com, not '${pair}'. See sib-collector --help.`)
}
