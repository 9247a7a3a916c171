import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { jquerySource } from '../fixtures/jquery'

/** A library that a page may have, and code of the tab that is true once it stands in the frame. */
export interface Library {
  source(): string
  readonly proof: string
}

const { resolve } = createRequire(import.meta.url)

/** Where Debian puts the libraries that no registry has any more. */
const ofDebian = (path: string) => (): string => readFileSync(`/usr/share/javascript/${path}`, 'utf8')

/** Libraries that change built-ins, as they are published; imitations, as far as it could reach a script beside them, of what those do not do any more. */
export const oldLibraries: Readonly<Record<string, Library>> = {
  'Prototype.js': { source: ofDebian('prototype/prototype.js'), proof: 'frames[0].Prototype.Version && frames[0].Array.from === frames[0].$A' },
  'what Prototype.js did until 1.6': { source: scriptOf(likePrototype), proof: 'frames[0].Array.prototype.toJSON.call([]) === "[]"' },
  // With what it does for pages made for 1.2: a JSON of its own, and `bind` with a list for its arguments.
  MooTools: { source: ofDebian('mootools/mootools.js'), proof: 'frames[0].MooTools.version && frames[0].JSON instanceof frames[0].Hash' },
  'zone.js': { source: () => readFileSync(resolve('zone.js'), 'utf8'), proof: 'frames[0].Promise.name === "ZoneAwarePromise"' },
  jQuery: { source: jquerySource, proof: 'frames[0].jQuery.fn.jquery' },
  'members on every object and list': { source: scriptOf(likePollution), proof: 'frames[0].Object.prototype.toJSON() === "P"' },
}

function scriptOf(install: () => void): () => string {
  return () => `(${install.toString()})()`
}

type Members = Record<string, unknown>

/** Texts of its own as JSON on every kind of value, and standard methods redefined by its own meaning; 1.7 has given these up. */
function likePrototype(): void {
  const quoted = (text: string): string => `"${text.replace(/"/g, '\\"')}"`
  const toJson = (value: unknown): string => {
    if (value === null) return 'null'
    if (typeof value === 'object' && 'toJSON' in value) return (value as { toJSON(): string }).toJSON()
    return typeof value === 'string' ? quoted(value) : `${value as number}`
  }
  const namesOf = (object: object): string[] => {
    const names: string[] = []
    for (const name in object) names.push(name)
    return names
  }
  const list: Members = {
    toJSON(this: unknown[]) {
      return `[${this.map(toJson).join(', ')}]`
    },
    reduce(this: unknown[]) {
      return this.length > 1 ? this : this[0]
    },
    entries(this: unknown[]) {
      return this.slice()
    },
  }
  Object.assign(Array.prototype, list)
  Object.assign(String.prototype, {
    toJSON(this: string) {
      return quoted(this)
    },
    startsWith(this: string, start: string) {
      return this.indexOf(start) === 0
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
}

/** Members that a page has put on the prototypes of everything, some with names that browser interfaces read as options. */
function likePollution(): void {
  const options = { method: 'PUT', keepalive: true, mode: 'no-cors', signal: 'none', credentials: 'include', cache: 'only-if-cached' }
  Object.assign(Object.prototype, options, { passive: true, steal: true, extend: () => undefined, toJSON: () => 'P' })
  Object.assign(Array.prototype, { toJSON: () => 'A', remove: () => undefined, last: null })
}
