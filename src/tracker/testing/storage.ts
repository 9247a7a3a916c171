import type { Storage } from '../storage'

/** Storage in memory, which can refuse to be written, as a full or a forbidden one does. */
export interface TestStorage extends Storage {
  readonly entries: Map<string, string>
  setWritable(isWritable: boolean): void
}

/** Empty storage. */
export function createTestStorage(): TestStorage {
  const entries = new Map<string, string>()
  let isWritable = true

  return {
    entries,
    setWritable(value) {
      isWritable = value
    },
    keys: (prefix) => [...entries.keys()].filter((key) => key.startsWith(prefix)),
    read: (key) => entries.get(key) ?? null,
    write(key, value) {
      if (isWritable) entries.set(key, String(value))
      return isWritable
    },
    remove: (key) => void entries.delete(key),
  }
}
