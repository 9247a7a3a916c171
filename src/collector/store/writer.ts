import type { Database } from 'libsql'
import type { Receipt, Submission } from '../sink'
import { isOfTheFile } from './file-problem'
import { inTransaction } from './transaction'

/** Stores submissions, each whole or not at all. */
export interface Writer {
  /** Resolves when the submission is on disk. */
  readonly write: (submission: Submission) => Promise<Receipt>
  /** Commits what waits; nothing is taken afterwards. */
  readonly close: () => void
}

/** What a writer does around and within its transactions. */
export interface WriterSteps {
  /** Within a transaction: makes the changes of a group. */
  readonly apply: (group: readonly Submission[]) => readonly Receipt[]
  /** Once the group is on disk. */
  readonly onCommit: () => void
}

interface Waiting {
  readonly submission: Submission
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: Error) => void
}

/** Most hits of a group, unless one submission alone has more, and the longest that the first waits for others, in ms. */
const maxGroupHits = 500
const maxWaitMs = 5

/**
 * Creates a group commit. As long as each turn of the event loop brings more, the group waits for the next turn; the first
 * that brings nothing ends it. There is no fixed window: one of 5 ms would limit 32 connections to some 6,400 hits a second.
 */
export function createWriter(db: Database, { apply, onCommit }: WriterSteps): Writer {
  const line = createLine()
  let isClosed = false

  const commit = (group: readonly Waiting[]): void => {
    try {
      const receipts = inTransaction(db, () => apply(group.map(({ submission }) => submission)))
      for (const [index, { resolve }] of group.entries()) resolve(receipts[index] ?? {})
    } catch (error) {
      // One submission that cannot be stored must not take the others of its group with it. A full disk is no fault of
      // any of them: to try each would only keep the next group waiting.
      if (group.length > 1 && !isOfTheFile(error)) for (const one of group) commit([one])
      else for (const { reject } of group) reject(error as Error)
      return
    }
    tell(onCommit)
  }

  const gather = (known: number, startedAt: number): void => {
    const isGrowing = line.count() > known && line.hits() < maxGroupHits && performance.now() - startedAt < maxWaitMs
    if (isGrowing) setImmediate(gather, line.count(), startedAt)
    else {
      if (line.count() > 0) commit(line.take())
      if (line.count() > 0) setImmediate(gather, 0, performance.now())
    }
  }

  return {
    write: (submission) =>
      new Promise((resolve, reject) => {
        if (isClosed) {
          reject(new Error('the store is closed'))
          return
        }
        if (line.count() === 0) setImmediate(gather, 0, performance.now())
        line.add({ submission, resolve, reject })
      }),
    close() {
      while (line.count() > 0) commit(line.take())
      isClosed = true
    },
  }
}

/** What waits to be committed, in order. */
interface Line {
  readonly count: () => number
  readonly hits: () => number
  readonly add: (one: Waiting) => void
  /** Takes the first group out: a commit blocks all else for as long as it takes, so it has its bound. */
  readonly take: () => readonly Waiting[]
}

function createLine(): Line {
  let waiting: Waiting[] = []
  let hits = 0
  return {
    count: () => waiting.length,
    hits: () => hits,
    add(one) {
      waiting.push(one)
      hits += one.submission.hits.length
    },
    take() {
      let taken = 0
      const end = waiting.findIndex(({ submission }, index) => (taken += submission.hits.length) > maxGroupHits && index > 0)
      const group = end < 0 ? waiting : waiting.slice(0, end)
      waiting = waiting.slice(group.length)
      hits -= group.reduce((sum, { submission }) => sum + submission.hits.length, 0)
      return group
    },
  }
}

function tell(onCommit: () => void): void {
  try {
    onCommit()
  } catch {
    // What is acknowledged stays so, whatever keeps others from reading it; the next commit tells of these rows, too.
  }
}
