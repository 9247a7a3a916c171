/**
 * A random UUID, version 4; 120 of its bits are random. `crypto.randomUUID` does not exist on insecure origins,
 * `getRandomValues` does.
 */
export function createId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(36))
  return 'xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx'.replace(/x/g, (_x, n: number) => ((bytes[n] as number) & 15).toString(16))
}
