import type { Random } from './random'
import type { Timeline } from './timeline'

/** `localStorage` of one page: its own writes at once, those of others a little later. */
export type StorageView = Record<string, unknown>

/** Storage of an origin that several renderer processes see at different times (RELIABILITY.md 0.1). */
export interface OriginStorage {
  /** What a new page sees. `isDenied`: every access throws, as in a sandboxed frame. */
  open(isDenied: boolean): StorageView
  /** What is on the disk in the end. */
  keys(): string[]
}

const longestDelayMs = 60

/** An origin's storage. A write reaches the other views in order, each after a delay of its own. */
export function createOriginStorage(timeline: Timeline, random: Random): OriginStorage {
  const disk = new Map<string, string>()
  /** Each view with the time at which the last change on its way will be there: changes do not overtake each other. */
  const views = new Map<Map<string, string>, number>()

  const write = (own: Map<string, string>, change: (target: Map<string, string>) => void): void => {
    change(own)
    change(disk)
    for (const [view, lastMs] of views) {
      if (view === own) continue
      const thereMs = Math.max(lastMs, timeline.nowMs() + random.between(0, longestDelayMs))
      views.set(view, thereMs)
      timeline.after(thereMs - timeline.nowMs(), () => change(view))
    }
  }
  return {
    keys: () => [...disk.keys()],
    open(isDenied) {
      const own = new Map(disk)
      views.set(own, 0)
      const methods: Record<string, (key: string, value: string) => unknown> = {
        getItem: (key) => own.get(key) ?? null,
        setItem: (key, value) => write(own, (target) => target.set(key, value)),
        removeItem: (key) => write(own, (target) => target.delete(key)),
      }
      // `Object.keys(localStorage)` lists what is stored, as in a browser.
      return new Proxy({}, {
        get: (_target, name) => {
          if (isDenied) throw new DOMException('The operation is insecure.', 'SecurityError')
          return methods[String(name)]
        },
        ownKeys: () => {
          if (isDenied) throw new DOMException('The operation is insecure.', 'SecurityError')
          return [...own.keys()]
        },
        getOwnPropertyDescriptor: (_target, name) => ({ value: own.get(String(name)), enumerable: true, configurable: true }),
      })
    },
  }
}
