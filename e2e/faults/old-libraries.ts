/**
 * What libraries of 2008 do to built-ins, as scripts for the head of a page: written anew after their documented
 * interfaces, and only as far as it could reach a script that is on the page with them.
 */
export const oldLibraries = {
  'Prototype.js 1.6': scriptOf(likePrototype),
  'MooTools 1.2': scriptOf(likeMooTools),
  'members on every object and list': scriptOf(likePollution),
} as const

function scriptOf(install: () => void): string {
  return `<script>(${install.toString()})()</script>`
}

type Members = Record<string, unknown>

/** Texts of its own as JSON on every kind of value, lists that iterate by `each`, and standard methods redefined by its own meaning. */
function likePrototype(): void {
  const quoted = (text: string): string => `"${text.replace(/"/g, '\\"')}"`
  const toJson = (value: unknown): string => {
    if (value === null) return 'null'
    if (typeof value === 'object' && 'toJSON' in value) return (value as { toJSON(): string }).toJSON()
    return typeof value === 'string' ? quoted(value) : `${value as number}`
  }
  const toList = (given?: ArrayLike<unknown>): unknown[] => Array.prototype.slice.call(given ?? [])
  const namesOf = (object: object): string[] => {
    const names: string[] = []
    for (const name in object) names.push(name)
    return names
  }
  const list: Members = {
    toJSON(this: unknown[]) {
      return `[${this.map(toJson).join(', ')}]`
    },
    each(this: unknown[], visit: (item: unknown, at: number) => void) {
      this.forEach(visit)
      return this
    },
    first(this: unknown[]) {
      return this[0]
    },
    include(this: unknown[], item: unknown) {
      return this.indexOf(item) >= 0
    },
    // These three mean something else in the standard.
    reduce(this: unknown[]) {
      return this.length > 1 ? this : this[0]
    },
    entries(this: unknown[]) {
      return toList(this)
    },
    flatten(this: unknown[]) {
      return this
    },
  }
  Object.assign(Array.prototype, list)
  Object.assign(Array, { from: toList })
  Object.assign(String.prototype, {
    toJSON(this: string) {
      return quoted(this)
    },
    startsWith(this: string, start: string) {
      return this.indexOf(start) === 0
    },
    sub(this: string) {
      return this.valueOf()
    },
  })
  Object.assign(Number.prototype, {
    toJSON(this: number) {
      return String(this)
    },
  })
  Object.assign(Date.prototype, {
    toJSON(this: Date) {
      return quoted(this.toISOString())
    },
  })
  Object.assign(Object, { toJSON: toJson, keys: namesOf, values: (object: Members) => namesOf(object).map((name) => object[name]) })
  const originalBind = Function.prototype.bind
  Object.assign(Function.prototype, {
    bind(this: () => unknown, ...args: unknown[]) {
      return args.length < 2 && args[0] === undefined ? this : (Reflect.apply(originalBind, this, args) as unknown)
    },
    delay(this: () => void, seconds: number) {
      return setTimeout(this, seconds * 1000)
    },
  })
  const element = window.Element
  const create = function (name: string): Element {
    return document.createElement(name)
  }
  create.prototype = element.prototype
  Object.assign(window, { Element: create, $: (id: string) => document.getElementById(id), $A: toList })
}

/** Natives with an `implement` of their own, `bind` with a list for its arguments, `$`, and a JSON of its own. */
function likeMooTools(): void {
  const implement = (native: { prototype: object }, members: Members): void => void Object.assign(native.prototype, members)
  const { parse, stringify } = JSON
  implement(Array, {
    each(this: unknown[], visit: (item: unknown, at: number) => void, bind: unknown) {
      for (let at = 0; at < this.length; at++) visit.call(bind, this[at], at)
    },
    contains(this: unknown[], item: unknown) {
      return this.indexOf(item) >= 0
    },
    include(this: unknown[], item: unknown) {
      if (this.indexOf(item) < 0) this.push(item)
      return this
    },
    empty(this: unknown[]) {
      this.length = 0
      return this
    },
    $family: { name: 'array' },
  })
  implement(Function, {
    bind(this: (...args: unknown[]) => unknown, self: unknown, args?: unknown) {
      return (...own: unknown[]) => this.apply(self, args === undefined ? own : ([] as unknown[]).concat(args))
    },
    create(this: () => unknown) {
      return this
    },
    attempt(this: (...args: unknown[]) => unknown, args: unknown[]) {
      return this(...args)
    },
    delay(this: () => void, ms: number) {
      return setTimeout(this, ms)
    },
  })
  implement(String, {
    contains(this: string, part: string) {
      return this.indexOf(part) >= 0
    },
    test(this: string, pattern: string) {
      return new RegExp(pattern).test(this)
    },
  })
  for (const native of [Array, Date, Function, Number, RegExp, String]) Object.assign(native, { implement })
  const hash = { $family: { name: 'hash' }, encode: stringify, decode: parse, stringify, parse }
  Object.assign(window, { JSON: hash, $: (id: string) => document.getElementById(id), $type: (value: unknown) => typeof value })
}

/** Members that a page has put on the prototypes of everything, some with names that browser interfaces read as options. */
function likePollution(): void {
  const options = { method: 'PUT', keepalive: true, mode: 'no-cors', signal: 'none', credentials: 'include', cache: 'only-if-cached' }
  Object.assign(Object.prototype, options, { passive: true, steal: true, extend: () => undefined, toJSON: () => 'P' })
  Object.assign(Array.prototype, { toJSON: () => 'A', remove: () => undefined, last: null })
}
