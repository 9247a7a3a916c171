import { createHash } from 'node:crypto'
import { isReachable } from './settings/reach'
import type { Reach } from './settings/reach'
import { startProblem } from './start-problem'

/** Whether a key opens the account. */
export type TakesKey = (key: string) => boolean

/** What decides which client keys are taken. */
export interface ClientKeys extends Reach {
  /** The keys by name; `*` is any key. */
  readonly keys: readonly string[]
}

/** Any key that is not empty. */
export const anyKey: TakesKey = (key) => key !== ''

/** Takes the given keys alone. They are compared by digest, so that the time of an answer says nothing about them. */
export function takesOnly(keys: readonly string[]): TakesKey {
  const digests = new Set(keys.map(digestOf))
  return (key) => digests.has(digestOf(key))
}

/**
 * Decides which client keys are taken. Whoever tries a collector on their own machine names none, and any will do; once
 * others can reach it, naming none is a start problem.
 */
export function clientKeysOf({ keys, ...reach }: ClientKeys): TakesKey {
  if (keys.includes('*')) return anyKey
  if (keys.length > 0) return takesOnly(keys)
  if (!isReachable(reach)) return anyKey
  const { host, public: isPublic, trustProxy } = reach
  const named = "name the client keys with --keys ('*' takes any)"
  if (isPublic) throw startProblem(`a public collector does not take just any client key: ${named}`)
  if (trustProxy.length > 0) throw startProblem(`others can call through the proxy of --trust-proxy: ${named}`)
  throw startProblem(`others can reach ${host}: ${named}, or listen for this machine only with --host 127.0.0.1`)
}

/** Stands for a secret key where people read, in the inspector for example: tells keys apart and gives none away. */
export function labelOf(secret: string): string {
  return `api-key ${digestOf(secret).slice(0, 8)}`
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
