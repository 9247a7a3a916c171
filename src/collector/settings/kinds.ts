/** A kind of setting: what its values look like as text and as JSON, and what the collector makes of them. */
export interface Kind<T> {
  /** JSON Schema of a value in the configuration file; text from elsewhere is brought into this form first. */
  readonly schema: object
  /** Completes "must be ..." for people. */
  readonly expected: string
  /** Brings the text of a flag or variable into the form of the file. */
  readonly read: (text: string) => unknown
  /** Turns a value that fits the schema into the one that the collector works with. */
  readonly finish: (value: unknown) => T
}

/** Lifts a limit. */
const none = 'none'

const asIs = (text: string): string => text
const digits = (text: string): unknown => (/^\d{1,15}$/.test(text) ? Number(text) : text)

/** Any text that is not empty. */
export const text: Kind<string> = {
  schema: { type: 'string', minLength: 1 },
  expected: 'a text that is not empty',
  read: asIs,
  finish: (value) => value as string,
}

/** A TCP port; 0 stands for any free one. */
export const port: Kind<number> = {
  schema: { type: 'integer', minimum: 0, maximum: 65_535 },
  expected: 'a whole number from 0 to 65535',
  read: digits,
  finish: (value) => value as number,
}

/** Yes or no; as a flag it needs no value. */
export const yes: Kind<boolean> = {
  schema: { type: 'boolean' },
  expected: 'true or false',
  read: (given) => (given === 'true' ? true : given === 'false' ? false : given),
  finish: (value) => value as boolean,
}

/** Several texts; separated by commas where they are one text. */
export const list: Kind<readonly string[]> = {
  schema: { type: 'array', items: { type: 'string', minLength: 1 } },
  expected: 'a list that is separated by commas, no part of it empty',
  read: (given) => given.split(',').map((one) => one.trim()),
  finish: (value) => value as readonly string[],
}

/** A limit: a whole number from 1, and infinity once it is lifted by `none`. */
export const limit: Kind<number> = limitFrom(1)

/** A limit that cannot be set lower. */
export function limitFrom(minimum: number): Kind<number> {
  return between(minimum, Number.MAX_SAFE_INTEGER, Infinity)
}

/** A limit that cannot be lifted beyond a bound, which then stands for `none`. */
export function upTo(maximum: number): Kind<number> {
  return between(1, maximum, maximum)
}

function between(minimum: number, maximum: number, lifted: number): Kind<number> {
  const end = lifted === maximum ? ` to ${maximum}` : ''
  return {
    schema: { anyOf: [{ type: 'integer', minimum, maximum }, { const: none }] },
    expected: `a whole number from ${minimum}${end}, or ${none} to lift the limit`,
    read: digits,
    finish: (value) => (value === none ? lifted : (value as number)),
  }
}

/** One of a few words. */
export function oneOf<T extends string>(words: readonly T[]): Kind<T> {
  return { schema: { enum: words }, expected: `one of ${words.join(', ')}`, read: asIs, finish: (value) => value as T }
}
