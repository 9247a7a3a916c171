import { maxNameLength } from './limits'

/**
 * Whether a value can name a contact: one `@` with something on both sides and no white space, at most 254 characters
 * (RFC 5321, 4.5.3.1.3). Deliverability is the mail server's business.
 */
export function isEmail(value: unknown): value is string {
  return typeof value === 'string' && value.length < 255 && /^[^\s@]+@[^\s@]+$/.test(value)
}

/** What is wrong with the name of an event, in words for its author; undefined where nothing is. */
export function nameProblem(name: unknown): string | undefined {
  if (typeof name !== 'string' || !name.trim()) return 'a name is needed'
  if (name.length > maxNameLength) return `a name has at most ${maxNameLength} characters`
  return undefined
}
