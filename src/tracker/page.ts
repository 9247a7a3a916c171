import type { PageFacts } from './call'

/** What this page says of itself now. */
export function readPageFacts(): PageFacts {
  return { title: document.title, referrer: document.referrer }
}

/**
 * URL of the script that is being evaluated; has to be asked while it is. Null in modules and callbacks, where the id
 * that every published tag gives its element finds it (CONTRACT.md 1.2).
 */
export function readScriptUrl(): string {
  const script = document.currentScript ?? document.getElementById('sendinblue-js')
  return (script as HTMLScriptElement | null)?.src ?? ''
}
