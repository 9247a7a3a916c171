/** A random UUID, version 4, with 120 bits of chance. Of `crypto`, insecure origins have `getRandomValues` and not `randomUUID`. */
export function createId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(36))
  return 'xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx'.replace(/x/g, (_x, n: number) => ((bytes[n] as number) & 15).toString(16))
}
