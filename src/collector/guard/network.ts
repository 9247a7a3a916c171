import ipaddr from 'ipaddr.js'

/** Bytes of an IPv6 address that one customer of a network provider is given whole (RFC 6177: a /64 at the least). */
const prefixBytes = 8

/** Whom an address stands for when requests are counted: an IPv4 address, or the /64 network of an IPv6 address. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return Buffer.from(parsed.toByteArray().slice(0, prefixBytes)).toString('hex')
}
