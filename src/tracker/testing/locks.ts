import type { TryHold } from '../locks'

/** The locks of one page. */
export interface PageLocks {
  readonly tryHold: TryHold
  /** Whether this page has the lock. */
  holds(name: string): boolean
  /** The page is gone, however it went: its locks are free, and it hears of nothing more. */
  end(): void
}

/** The locks that the pages of one origin share. */
export interface LockTable {
  forPage(): PageLocks
  isHeld(name: string): boolean
}

/** A table with no lock held. */
export function createLockTable(): LockTable {
  const holders = new Map<string, object>()

  return {
    isHeld: (name) => holders.has(name),
    forPage() {
      const page = {}
      let hasEnded = false
      const release = (name: string): void => {
        if (holders.get(name) === page) holders.delete(name)
      }
      const never = new Promise<undefined>(() => undefined)

      return {
        async tryHold(name) {
          await Promise.resolve()
          if (hasEnded) return never
          if (holders.has(name)) return null
          holders.set(name, page)
          return () => release(name)
        },
        holds: (name) => holders.get(name) === page,
        end() {
          hasEnded = true
          for (const name of [...holders.keys()]) release(name)
        },
      }
    },
  }
}

/** An origin where the browser has no locks. */
export const noLocks: LockTable = {
  isHeld: () => false,
  forPage: () => ({ tryHold: () => Promise.resolve(undefined), holds: () => true, end: () => undefined }),
}
