/**
 * Text that SQLite took out of JSON, and gave as bytes (`CAST(... AS BLOB)`): half a surrogate pair (`\ud800`) becomes what is
 * no UTF-8 there, and libsql 0.5.29 aborts the process at such a text. Replacement characters stand for it here.
 */
export function fromBytes(bytes: unknown): string {
  return Buffer.from(bytes as ArrayBuffer).toString()
}
