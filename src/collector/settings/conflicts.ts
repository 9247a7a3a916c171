import { clientKeysOf } from '../keys'
import { startProblem } from '../start-problem'
import type { Options } from './options'
import { isLoopback } from './reach'

/** A token that others may try has to be long: nothing slows them down but the network. */
const minTokenLength = 16

/** Refuses to start with settings that hold each by itself, but not together. */
export function refuseConflicts(options: Options): void {
  const { tlsCert, tlsKey, public: isPublic } = options
  if ((tlsCert === '') !== (tlsKey === '')) throw startProblem('https needs both --tls-cert and --tls-key, or neither')
  clientKeysOf(options)
  refuseShortToken(options)
  if (isPublic && tlsCert === '') refusePlainHttp(options)
}

function refuseShortToken({ inspectorToken, inspectorHost }: Options): void {
  if (inspectorToken === '' || inspectorToken.length >= minTokenLength || isLoopback(inspectorHost)) return
  throw startProblem(
    `others can reach the inspector at ${inspectorHost} and try tokens: give SIB_INSPECTOR_TOKEN at least ${minTokenLength} characters, ` +
      'or none, and one is made at each start',
  )
}

function refusePlainHttp({ trustProxy, inspectorHost, inspectorPlainHttp }: Options): void {
  const certificate = 'give it a certificate with --tls-cert and --tls-key'
  if (trustProxy.length === 0)
    throw startProblem(`a public collector takes https only: ${certificate}, or name the proxy in front of it with --trust-proxy`)
  if (isLoopback(inspectorHost) || inspectorPlainHttp) return
  throw startProblem(
    `others could read the inspector's token on its way to ${inspectorHost}: leave --inspector-host at 127.0.0.1, ${certificate}, ` +
      'or say with --inspector-plain-http that none but you reach that port',
  )
}
