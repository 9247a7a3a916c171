import { attempt } from '../attempt'
import { stringify } from '../json'
import type { Method } from './methods'

/**
 * The arguments of a call that is to wait, as they are now: what the page changes later does not count (CONTRACT.md 9, 34).
 * Functions, and what has no JSON, stay themselves; so do the links of `trackLink`.
 */
export function copyArguments(method: Method, args: readonly unknown[]): readonly unknown[] {
  return args.map((arg, place) => (method === 'trackLink' && place === 0 ? arg : copyOf(arg)))
}

function copyOf(value: unknown): unknown {
  return attempt(() => JSON.parse(stringify(value)) as unknown) ?? value
}
