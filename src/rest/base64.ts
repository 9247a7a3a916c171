/** Writes bytes in the alphabet that needs no escaping in an address (RFC 4648, 5), padding included. */
export function toBase64(bytes: Iterable<number>): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_')
}

/** Reads either alphabet, with or without padding; undefined where the text is neither. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}
