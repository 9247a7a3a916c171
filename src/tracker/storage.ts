import { attempt } from './attempt'

/** Strings that outlive the page, where the browser allows it; where it does not, nothing is kept. Nothing here throws. */
export interface Storage {
  /** All keys that start with the prefix. */
  keys(prefix: string): string[]
  read(key: string): string | null | undefined
  /** Whether it was kept; a number is kept as its text. */
  write(key: string, value: string | number): unknown
  remove(key: string): void
}

/**
 * `localStorage`. Even reading the property throws in a sandboxed frame and where cookies are blocked
 * (HTML, 12.2.3: SecurityError), writing throws when the quota is used up.
 */
export const browserStorage: Storage = {
  keys: (prefix) => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [],
  read: (key) => attempt(() => localStorage.getItem(key)),
  write: (key, value) => attempt(() => (localStorage.setItem(key, value as string), true)),
  remove: (key) => attempt(() => localStorage.removeItem(key)),
}
