import type { Mode } from '../relay/target'

/** How much the log says. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info'

/** What the collector was told, whichever way; a lifted limit is infinite. */
export interface Options {
  readonly host: string
  readonly port: number
  readonly inspectorHost: string
  readonly inspectorPort: number
  /** Host names by which people open it, beside that of `inspectorHost`. */
  readonly inspectorNames: readonly string[]
  /** Told that none but their user reach the inspector's port, which may be without TLS then even where others call. */
  readonly inspectorPlainHttp: boolean
  /** Empty: a new one for each start. */
  readonly inspectorToken: string
  readonly db: string
  readonly maxDbBytes: number
  /** In days; infinite where nothing is ever removed. */
  readonly keepDays: number
  readonly keepRejectedDays: number
  readonly keepIdsDays: number
  /** Names of contact attributes beside Brevo's standard ones. */
  readonly attributes: readonly string[]
  readonly json: boolean
  readonly log: LogLevel
  /** PEM files; both or none. */
  readonly tlsCert: string
  readonly tlsKey: string
  /** Addresses and networks of proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustProxy: readonly string[]
  /** `key=origin` pairs; a key that occurs takes browsers from its origins only. */
  readonly origins: readonly string[]
  /** Client keys of `/p` and `api/v2`; with none, any is taken as long as only this machine can call. */
  readonly keys: readonly string[]
  /** Secret keys of v3; with none, v3 answers 401. */
  readonly apiKeys: readonly string[]
  /** Told that others call: https only, and `keys` are needed. */
  readonly public: boolean
  readonly maxApiRequestsPerSecond: number
  readonly maxApiRequestsPerHour: number
  readonly maxApiBatchBytes: number
  readonly maxApiBatchEvents: number
  readonly maxApiPropertiesBytes: number
  readonly maxRequestsPerAddress: number
  readonly maxRequestsPerKey: number
  readonly maxBodyBytes: number
  readonly maxHeaderBytes: number
  readonly maxBatchHits: number
  readonly maxDepth: number
  readonly maxConnections: number
  readonly maxRequestsPerConnection: number
  readonly headerTimeout: number
  readonly requestTimeout: number
  readonly answerTimeout: number
  readonly idleTimeout: number
  /** Which of Brevo's APIs stored events are forwarded to; empty for none. */
  readonly forward: Mode | ''
  /** Empty: Brevo's own. */
  readonly forwardHost: string
  readonly forwardRequestsPerSecond: number
  readonly forwardBatchesPerHour: number
  /** What contact tokens may be sealed with; none: tokens are left alone. */
  readonly tokenSecrets: readonly string[]
}
