import { isLoopback } from '../settings/reach'
import { fitsHeader } from '../../rest/options'
import { startProblem } from '../start-problem'

/** Which of Brevo's two APIs is forwarded to. */
export type Mode = 'v3' | 'v2'

/** Where hits are forwarded to; fixed when the collector starts. */
export interface Target {
  readonly mode: Mode
  /** Origin, with a path at most. */
  readonly host: string
  /** The account's secret; empty where the mode needs none. */
  readonly apiKey: string
  readonly requestsPerSecond: number
  readonly batchesPerHour: number
}

/** What the collector is told about forwarding, and where it listens itself. */
export interface ForwardOptions {
  readonly host: string
  readonly port: number
  /** Empty: nothing is forwarded. */
  readonly forward: Mode | ''
  readonly forwardHost: string
  readonly forwardRequestsPerSecond: number
  readonly forwardBatchesPerHour: number
}

/** The variable that holds the secret. It is no setting: a file is copied, shown and kept in too many places. */
export const apiKeyVariable = 'SIB_FORWARD_API_KEY'

const hosts = { v3: 'https://api.brevo.com', v2: 'https://in-automate.brevo.com' } as const

/** Reads where to forward to; undefined where nothing is forwarded. What the user can mend is thrown as a start problem. */
export function readTarget(options: ForwardOptions, environment: NodeJS.ProcessEnv): Target | undefined {
  const { forward: mode, forwardHost, forwardRequestsPerSecond: requestsPerSecond, forwardBatchesPerHour: batchesPerHour } = options
  const apiKey = environment[apiKeyVariable] ?? ''
  if (mode === '' && apiKey !== '')
    throw startProblem(`${apiKeyVariable} is given, but nothing to forward to: say --forward v3, or SIB_FORWARD=v3, or take the key away`)
  if (mode === '') return undefined
  const host = readHost(forwardHost || hosts[mode])
  if (isOwn(new URL(host), options)) throw startProblem('--forward-host is this collector itself: each event would come back for ever')
  if (mode === 'v3' && !fitsHeader(apiKey))
    throw startProblem(`--forward v3 needs the account's api-key in the environment variable ${apiKeyVariable}; --forward v2 needs none`)
  return { mode, host, apiKey: mode === 'v3' ? apiKey : '', requestsPerSecond, batchesPerHour }
}

function readHost(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (!url || !isSafe || url.username || url.password || url.search || url.hash)
    throw startProblem('--forward-host must be an https address, with a path at most; http is for this machine alone')
  return url.href.replace(/\/+$/, '')
}

function isOwn({ hostname, port }: URL, own: Pick<ForwardOptions, 'host' | 'port'>): boolean {
  return port === String(own.port) && (isLoopback(hostname) || hostname === own.host)
}
