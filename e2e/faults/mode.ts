import { thomas } from '../fixtures/cart'
import type { Engine } from '../fixtures/engine/tab'

/** Where pages send to: an own collector, or the vendor. */
export type Mode = 'collector' | 'direct'

/** What makes a page use the mode; in direct mode a known e-mail leads to the calls that need a preflight. */
export function configOf(mode: Mode, gatePort: number): Readonly<Record<string, unknown>> {
  return mode === 'collector' ? { api_host: `http://127.0.0.1:${gatePort}` } : { email_id: thomas.email }
}

/** Why a row is not run in a mode, an engine or both. */
export type Skips = Readonly<Partial<Record<Mode | Engine['name'] | `${Mode} ${Engine['name']}`, string>>>

/** The reason that holds for this run, if one does. */
export function skipReason(skips: Skips, mode: Mode, engine: Engine['name']): string | undefined {
  return skips[mode] ?? skips[engine] ?? skips[`${mode} ${engine}`]
}

/** A number for both modes, or one for each. */
export type PerMode = number | Readonly<Record<Mode, number>>

/** The number for this mode. */
export function forMode(number: PerMode | undefined, mode: Mode): number | undefined {
  return typeof number === 'object' ? number[mode] : number
}
