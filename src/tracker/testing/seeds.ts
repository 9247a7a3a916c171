import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Which seed properties are tried with. */
    seed: number
    /** How many times as many runs they get as usual. */
    runsFactor: number
  }
}

/** How long a property may take that gets as many runs as somebody asks for. */
export const longestMs = 3_600_000

/**
 * How often a property is tried, and with which seed: always the same, unless SEED asks for another, or SEEDS for more runs or
 * fewer (`vitest.config.mjs`). What fails tells its seed and the path to it.
 */
export function runs(usually: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(usually * inject('runsFactor')), seed: inject('seed') }
}
