import type { PageFacts } from './call'

/** What this page says of itself, whenever it is read. */
export function readPageFacts(): PageFacts {
  return document
}

/**
 * URL of the script that is being evaluated; has to be asked while it is. Null in modules and callbacks, where the id
 * that every published tag gives its element finds it (CONTRACT.md 1.2).
 */
export function readScriptUrl(): string | undefined {
  return ((document.currentScript ?? document.getElementById('sendinblue-js')) as HTMLScriptElement | null)?.src
}
