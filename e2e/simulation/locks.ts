type Callback = (lock: object | null) => unknown

/** `navigator.locks` of one page. */
export interface PageLocks {
  request(name: string, options: { ifAvailable: boolean }, callback: Callback): Promise<unknown>
}

/** Web Locks of an origin: what a page holds ends with it. */
export interface LockTable {
  open(): { locks: PageLocks; die(): void }
  held(): number
}

/** An empty table. Only requests that do not wait are needed here. */
export function createLockTable(): LockTable {
  const owners = new Map<string, object>()

  return {
    held: () => owners.size,
    open() {
      const page = {}
      return {
        locks: {
          async request(name, _options, callback) {
            await Promise.resolve()
            if (owners.has(name)) return callback(null)
            owners.set(name, page)
            const result = await callback({ name })
            if (owners.get(name) === page) owners.delete(name)
            return result
          },
        },
        die() {
          for (const [name, owner] of owners) if (owner === page) owners.delete(name)
        },
      }
    },
  }
}
