import { attempt } from './attempt'
import type { Sib } from './config'
import type { Tracker } from './tracker'

/** The globals of the page (DESIGN.md 3). Any of them may be what somebody else has put there. */
export interface Globals {
  sib?: Sib
  sendinblue?: unknown
  Brevo?: unknown
}

/** Whether what stands at `window.sendinblue` is a stub, or the methods of a tracker; an element of that name, a form of the page's perhaps, is none. */
export const isStub = (found: Sib | undefined): boolean => !!found && !found.nodeType

/**
 * Installs the live methods, then replays the calls that wait, in their order. The methods go on `window.sib`: the
 * stubs that know it look there at each call, without `this`, and so references to stubs that were taken early work too
 * (CONTRACT.md 0.1, 0.2). All other stubs push onto a list for ever, so each list gets a live `push`. An entry is
 * `{method: args}`, where ours also says when (`t`) and where (`u`); or `[method, ...args]`; or `{method, params}`; or a function
 * (CONTRACT.md 1.1 to 1.4, 1.7 and 9.22 to 9.25).
 * A stub that is a function makes its list `q` at its first call, which may be still to come.
 * Returns whether a stub was there; without one `window.sendinblue` is made.
 */
export function takeOver(globals: Globals, sib: Sib, call: Tracker, names: readonly string[]): boolean {
  const found = globals.sendinblue as Sib | undefined
  const hasStub = isStub(found)
  const live: Sib = {}
  for (const name of names) live[name] = (...args: unknown[]) => call(name, args)
  Object.assign(sib, live)
  const stub = (globals.sendinblue ??= live) as Sib | (Sib & (() => void))

  const replay = (entry: Sib | (() => void)): void => {
    if (typeof entry === 'function') return entry()
    const [method, ...args] = Array.from(entry as unknown as ArrayLike<unknown>)
    call(method as string, args)
    if (entry.params) call(entry.method as string, entry.params as unknown[])
    for (const name of names) if (entry[name]) call(name, Array.from(entry[name] as ArrayLike<unknown>), entry.u as string, entry.t as number)
  }
  for (const queue of [globals.Brevo, (sib.equeue ??= []), stub, typeof stub === 'function' && (stub.q ??= [])]) {
    const isList = Array.isArray(queue)
    // Methods of its own stay: those of the oldest stub can be chained.
    if (isList || queue === stub) Object.assign(queue as object, live, { ...(queue as object) })
    if (!isList) continue
    // An entry may be nothing that could be called, or a function that throws.
    queue.push = (...entries: Sib[]) => (entries.forEach((entry) => attempt(() => replay(entry))), 0)
    queue.push(...(queue.splice(0) as Sib[]))
  }
  return hasStub
}
