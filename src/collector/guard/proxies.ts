import ipaddr from 'ipaddr.js'
import { startProblem } from '../start-problem'

/** Names for groups of networks that Fastify knows. */
const names = ['loopback', 'linklocal', 'uniquelocal']

/** The proxies whose word is taken for a client's address, in Fastify's form; nobody's where there are none. */
export function trustedProxies(proxies: readonly string[]): false | string[] {
  const wrong = proxies.find((proxy) => !names.includes(proxy) && !ipaddr.isValid(proxy) && !ipaddr.isValidCIDR(proxy))
  if (wrong !== undefined)
    throw startProblem(`--trust-proxy takes addresses, networks like 10.0.0.0/8 and ${names.join(', ')}, not '${wrong}'. See sib-collector --help.`)
  return proxies.length > 0 && [...proxies]
}
