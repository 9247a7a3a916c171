import type { Generation } from './generation'
import type { Shape } from './shape'

/** What a page of the shapes offers to the test. */
export interface ShapesInPage {
  /** Runs these pieces of page code, each after an event that is named after its place. */
  run(codes: readonly Piece[]): void
  /** What callbacks were told: place of the shape, error, result. */
  readonly told: readonly (readonly [at: number, code: string | null, result: string | null])[]
}

/** Page code of a shape: null where it has none. One that names a contact is run as a visitor of its own. */
export interface Piece {
  readonly code: string | null
  readonly isPerson: boolean
}

/** Name of the event that stands before all of a shape. */
export const markOf = (at: number | 'end'): string => `#${at}`

/** Installs `window.__shapes`. */
export function shapesSource({ call }: Generation): string {
  return `(${install.toString()})(function (method, args) { ${call} })`
}

/** Page code that runs the shapes' calls, or what comes after them. */
export function runSource(shapes: readonly Shape[], part: 'call' | 'then'): string {
  const pieces = shapes.map((shape): Piece => ({ code: shape[part] ?? null, isPerson: shape.hits.some(({ email_id }) => email_id !== undefined) }))
  return `void __shapes.run(${JSON.stringify(pieces)})`
}

function install(call: (method: string, args: readonly unknown[]) => unknown): void {
  const methods = ['identify', 'track', 'trackLink', 'page']
  const sendinblue = Object.fromEntries(methods.map((method) => [method, (...args: unknown[]) => call(method, args)]))
  const told: (readonly [number, string | null, string | null])[] = []
  const link = (id: string, html = 'link'): HTMLElement => {
    const element = document.body.appendChild(document.createElement('a'))
    Object.assign(element, { id, href: `#${id}`, innerHTML: html })
    // The address stays what it is for the calls that follow.
    element.addEventListener('click', (event) => event.preventDefault())
    return element
  }
  const click = (id: string): void => document.getElementById(id)?.click()
  const runOne = ({ code, isPerson }: Piece, at: number): void => {
    if (code === null) return
    if (isPerson) call('reset', [])
    const callback = (error: { code: string } | null, result?: string): void => void told.push([at, error?.code ?? null, result ?? null])
    call('track', [`#${at}`])
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- each shape is page code of its own
      const shape = new Function('sendinblue', 'told', 'link', 'click', code) as (...given: unknown[]) => void
      shape(sendinblue, callback, link, click)
    } catch (error) {
      console.error(`shape ${at}`, error)
    }
    if (isPerson) call('reset', [])
  }
  const run = (pieces: readonly Piece[]): void => {
    pieces.forEach(runOne)
    call('track', ['#end'])
  }
  Object.assign(window, { __shapes: { run, told } })
}
