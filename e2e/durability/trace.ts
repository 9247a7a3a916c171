/** What a collector asked of the system, as far as durability is concerned. */
export interface Syscall {
  /** `store`: it wrote to the database's journal. `sync`: the journal is on disk. `answer`: it acknowledged a request. */
  readonly type: 'store' | 'sync' | 'answer'
  readonly line: string
}

/** Picks these out of what strace wrote with `-yy`, in order; a call counts when it begins, a sync when it has returned. */
export function syscallsIn(trace: string): readonly Syscall[] {
  return trace.split('\n').flatMap((line) => {
    const type = typeOf(line)
    return type === undefined ? [] : [{ type, line }]
  })
}

/** The answers that were given while something written was not on disk yet, or although nothing had been written. */
export function outOfOrder(syscalls: readonly Syscall[]): readonly string[] {
  const found: string[] = []
  let isStored = false
  let isSynced = false
  for (const { type, line } of syscalls) {
    if (type === 'store') [isStored, isSynced] = [true, false]
    if (type === 'sync') isSynced = isStored
    if (type !== 'answer') continue
    if (!isStored || !isSynced) found.push(line)
    // The next answer needs a write of its own.
    ;[isStored, isSynced] = [false, false]
  }
  return found
}

function typeOf(line: string): Syscall['type'] | undefined {
  if (/\bpwrite64\(\d+<[^>]*-wal>/.test(line)) return 'store'
  if (/\b(fsync|fdatasync)\(\d+<[^>]*-wal>\)\s+= 0/.test(line)) return 'sync'
  if (/\bwritev?\(\d+<TCP.*HTTP\/1\.1 200.*\\"sib\\":1/.test(line)) return 'answer'
  return undefined
}
