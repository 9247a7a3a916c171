/** Gives a lock back. */
export type Release = () => void

/**
 * Takes a lock if nobody has it; it ends with the page, whatever way that ends. Resolves to its release, to null
 * where another page holds it, or to undefined where the browser has no locks for this page: insecure origins, sandboxed frames.
 */
export type TryHold = (name: string) => Promise<Release | undefined | null>

/** Web Locks: held while the callback's promise is pending (w3c.github.io/web-locks, 2.2). */
export const tryHoldLock: TryHold = (name) =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => lock && new Promise<void>(resolve))
      .then(resolve, reject)
  }).catch(() => undefined) as ReturnType<TryHold>
