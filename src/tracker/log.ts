import type { Sib } from './config'

/** Says a step or a drop in the console, where the page or its URL asks for that. */
export type Log = (step: string, ...details: unknown[]) => void

/** A log that heeds `sib.debug` at each call, as it may be set late, and `sib_debug=1` in the URL that the page had first. */
export function createLog(sib: Sib): Log {
  const isDebugUrl = location.href.includes('sib_debug=1')
  const log: Log = (...details) => {
    if (sib.debug || isDebugUrl) (console as Partial<Console> | undefined)?.debug?.('[sib]', ...details)
  }
  return log
}
