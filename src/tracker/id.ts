/** A random UUID, version 4. `crypto.randomUUID` does not exist on insecure origins; `getRandomValues` does. */
export function createId(): string {
  const template = 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'
  const bytes = crypto.getRandomValues(new Uint8Array(template.length))
  return template.replace(/[xy]/g, (kind, n: number) => {
    const byte = bytes[n] as number
    return (kind === 'x' ? byte & 15 : (byte & 3) | 8).toString(16)
  })
}
