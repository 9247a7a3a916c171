import { createHash } from 'node:crypto'

/** What a digest in a script's name looks like, as a regular expression. */
export const digestShape = '[0-9a-f]{16}'

/** The part of a script's name that only these bytes have: 64 bits of their hash. */
export function digestOf(script: Buffer): string {
  return createHash('sha256').update(script).digest('hex').slice(0, 16)
}

/** The digest by which a page pins a script (Subresource Integrity, 3.1). */
export function integrityOf(script: Buffer): string {
  return `sha384-${createHash('sha384').update(script).digest('base64')}`
}
