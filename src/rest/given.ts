/** Checks that options are an object that has none but the known names; throws a TypeError that names the mistake. */
export function checkOptions(options: unknown, known: readonly string[], example: string): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`the options must be an object, as in ${example}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${unknown} is no option; there are ${known.join(', ')}`)
}

/** Says what kind of value stands where another is wanted, and never the value itself: it may be a key, or name a person. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing'
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}
