import type { Options } from './options'

/** What decides who can call a collector. */
export type Reach = Pick<Options, 'host' | 'public' | 'trustProxy'>

/** Whether others than this machine can call: directly, through a proxy, or in a way that only its user knows of. */
export function isReachable({ host, public: isPublic, trustProxy }: Reach): boolean {
  return isPublic || trustProxy.length > 0 || !isLoopback(host)
}

/** Whether an address can be called by this machine alone; one of IPv6 may stand in brackets, as in URLs. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host)
}
