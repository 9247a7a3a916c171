import { restError } from './errors'

/** Writes what a request carries as JSON; throws a `RestError` that names it where it is none, as with a BigInt or a circle in it. */
export function writeJson(value: unknown, what: string): string {
  const refused = (cause?: unknown) =>
    restError({ code: 'invalid_parameter', status: 0, attempts: 0, message: `${what} cannot be written as JSON`, cause })
  try {
    // Undefined and functions become no text, whatever the types of the language say.
    const text = JSON.stringify(value) as string | undefined
    if (text !== undefined) return text
  } catch (cause) {
    throw refused(cause)
  }
  throw refused()
}
