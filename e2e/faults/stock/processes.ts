import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { poll } from '../../fixtures/poll'

/** A process that is alive. */
export interface Process {
  readonly pid: number
  readonly parent: number
  /** The command with its arguments, separated by blanks. */
  readonly command: string
}

/** A process that is stopped does not answer within this time, and one that runs does. */
const answerWithinMs = 700

/** The process and all that it has started, directly or not; those that have ended and are only waited for are left out. */
export function familyOf(pid: number): readonly Process[] {
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => read(Number(name)))
  const family = living.filter((process) => process.pid === pid)
  // Grows while it is walked: children are appended behind their parents.
  for (const { pid: parent } of family) family.push(...living.filter((process) => process.parent === parent))
  return family
}

/** Sends SIGKILL to each, and returns when they have ended. */
export async function killAll(processes: readonly Process[]): Promise<void> {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended with its parent.
    }
  }
  const alive = (): Promise<readonly Process[]> => Promise.resolve(processes.flatMap(({ pid }) => read(pid)))
  await poll(alive, ({ length }) => length === 0, { description: 'the end of the killed processes' })
}

/**
 * Kills the process that runs a page. No browser tells which one that is, but without it there is no answer from
 * the page. `content` matches the commands of those that come into question.
 */
export async function killPage(browserPid: number, content: RegExp, answers: () => Promise<unknown>): Promise<void> {
  const candidates = familyOf(browserPid).filter(({ command }) => content.test(command))
  for (const candidate of candidates) {
    process.kill(candidate.pid, 'SIGSTOP')
    const answered = answers().then(() => true, () => false)
    if (!(await Promise.race([answered, pause(answerWithinMs)]))) return killAll([candidate])
    process.kill(candidate.pid, 'SIGCONT')
  }
  throw new Error(`none of ${candidates.length} processes runs the page`)
}

/** `/proc/<pid>/stat` has the name in parentheses, which may themselves hold any character; what is wanted stands behind it. */
function read(pid: number): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
    return state === 'Z' || state === 'X' ? [] : [{ pid, parent: Number(parent), command }]
  } catch {
    // Ended between two looks.
    return []
  }
}
