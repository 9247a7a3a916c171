import type { Refusal } from './queue'

/** An event at which the receiver failed while it was sent by itself. */
export interface Suspect {
  readonly row: number
  /** The newest failure. */
  readonly refusal: Refusal
}

interface Trial extends Suspect {
  /** Failures since another event has got through. */
  readonly failures: number
  /** How often another event has got through after it had failed. */
  readonly witnesses: number
  readonly sinceMs: number
  /** When it is sent again where another has got through meanwhile. */
  readonly dueMs: number
}

/** What goes by itself next: a suspect, or any other event, to see whether the receiver fails at that, too. */
export interface Next {
  readonly type: 'suspect' | 'witness'
  /** The suspect. */
  readonly row: number
  /** Which of the others, counted around and around. */
  readonly turn: number
}

/** Tells an event at which a receiver always fails from a receiver that fails. Kept in memory: a restart begins anew. */
export interface Trials {
  /** Those on trial: nothing of their contacts goes before them. */
  readonly rows: () => readonly number[]
  /** Undefined where all others may go. */
  readonly next: (nowMs: number) => Next | undefined
  /** Takes note of a failure; tells whether others may go at once. */
  readonly failed: (suspect: Suspect, isWitness: boolean, nowMs: number) => boolean
  /** Takes note of an event that got through; answers with whom that proves bad. */
  readonly passed: (row: number, isWitness: boolean, nowMs: number) => Suspect | undefined
  /** Forgets one that is in the queue no more. */
  readonly end: (row: number) => void
}

/** After so many failures another event is tried. */
const patience = 3

/** What proves an event bad: it alone has failed so often and for so long, while all that failed beside it failed for good as well. */
const [proof, proofMs] = [10, 60 * 60_000]

const longestMs = 5 * 60_000

/** Creates the trials of a relay. */
export function createTrials(): Trials {
  const trials = new Map<number, Trial>()
  let turn = 0
  const open = (): Trial | undefined => [...trials.values()].find(({ failures }) => failures > 0)
  const set = (trial: Trial, changes: Partial<Trial>): void => void trials.set(trial.row, { ...trial, ...changes })

  return {
    rows: () => [...trials.keys()],
    next(nowMs) {
      const suspect = open() ?? [...trials.values()].find(({ dueMs }) => dueMs <= nowMs)
      if (!suspect) return undefined
      return { type: suspect.failures < patience ? 'suspect' : 'witness', row: suspect.row, turn }
    },
    failed(suspect, isWitness, nowMs) {
      const accused = open()
      if (isWitness) {
        // The receiver fails at others as well. Who is asked next time is somebody else, lest two bad ones accuse each other for ever.
        if (accused) set(accused, { failures: patience - 1 })
        turn++
        return false
      }
      const { row } = suspect
      const before = trials.get(row) ?? { failures: 0, witnesses: 0, sinceMs: nowMs, dueMs: nowMs }
      const isKnown = before.witnesses > 0 && before.failures === 0
      trials.set(row, { ...before, ...suspect, failures: isKnown ? patience : before.failures + 1 })
      return isKnown
    },
    passed(row, isWitness, nowMs) {
      // What failed was the receiver: it may have been so with the others.
      if (trials.delete(row)) for (const trial of trials.values()) set(trial, { witnesses: 0, sinceMs: nowMs })
      const accused = isWitness ? open() : undefined
      if (!accused) return undefined
      const witnesses = accused.witnesses + 1
      if (witnesses < proof || nowMs - accused.sinceMs < proofMs) {
        set(accused, { witnesses, failures: 0, dueMs: nowMs + Math.min(longestMs, 1000 * 2 ** witnesses) })
        return undefined
      }
      trials.delete(accused.row)
      return accused
    },
    end: (row) => void trials.delete(row),
  }
}
