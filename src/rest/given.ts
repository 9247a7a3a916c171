/** Checks that options are an object that has none but the known names; throws a TypeError that names the mistake. */
export function checkOptions(options: unknown, known: readonly string[], example: string): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`the options must be an object, as in ${example}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${unknown} is no option; there are ${known.join(', ')}`)
}

/** The http or https address that a text is; undefined where it is none. */
export function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

/** Says what kind of value stands where another is wanted, and never the value itself: it may be a key, or name a person. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing'
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}
