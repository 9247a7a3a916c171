/** SQLite's names of errors that lie with the file and its disk, not with what was to be written; extended names begin with them. */
const codes = ['BUSY', 'CANTOPEN', 'CORRUPT', 'FULL', 'IOERR', 'LOCKED', 'NOMEM', 'NOTADB', 'PERM', 'PROTOCOL', 'READONLY']

/** Whether an error would befall any other write just the same, until somebody makes room or mends the disk. */
export function isOfTheFile(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && codes.some((name) => code === `SQLITE_${name}` || code.startsWith(`SQLITE_${name}_`))
}
