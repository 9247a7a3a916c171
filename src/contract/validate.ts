import type { ApiError } from './errors'
import { maxNameLength } from './limits'

const maxEmailLength = 254

/**
 * The e-mail that a value consists of, without the white space around it: one `@` with something on both sides. Undefined where
 * it is none. Deliverability is the mail server's business.
 */
export function emailIn(value: unknown): string | undefined {
  return isName(value) ? /^\s*([^\s@]+@[^\s@]+)\s*$/.exec(value)?.[1] : undefined
}

/** Whether a value can name a contact as it is: an e-mail of at most 254 characters (RFC 5321, 4.5.3.1.3). */
export function isEmail(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxEmailLength && emailIn(value) === value
}

/** Whether a value can name an event or page. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxNameLength && /\S/.test(value)
}

/** What is wrong with the name of an event or page; undefined where nothing is. */
export function nameProblem(name: unknown): ApiError | undefined {
  if (isName(name)) return undefined
  if (typeof name !== 'string' || !name.trim()) return { code: 'missing_parameter', message: 'a name is needed' }
  return { code: 'out_of_range', message: `a name has at most ${maxNameLength} characters` }
}
