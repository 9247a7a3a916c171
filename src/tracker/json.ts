interface Given {
  readonly toJSON?: unknown
  readonly nodeType?: unknown
}

type Holder = Record<string, Given | null | undefined>

/**
 * `JSON.stringify`, with these differences:
 * - `toJSON` on the prototypes of Array and Object does not count: old libraries put one there that turns lists into
 *   strings (Prototype.js), and the text must be the same on every page.
 * - A big integer becomes its digits; DOM nodes are left out, as functions are.
 *
 * Throws where the value is circular, undefined or a function.
 */
export function stringify(value: unknown): string {
  return JSON.stringify(value, function (this: Holder, key: string, given: unknown) {
    const raw = this[key]
    if (raw?.nodeType) return undefined
    if (typeof raw === 'bigint') return String(raw)
    const toJSON = raw?.toJSON
    return toJSON === ({} as Given).toJSON || toJSON === ([] as Given).toJSON ? raw : given
  })
}
